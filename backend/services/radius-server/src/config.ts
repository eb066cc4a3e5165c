import type { Env } from "@beacom/runtime";
import { z } from "zod";

const seconds = (byDefault: number) => z.coerce.number().int().positive().default(byDefault);
const port = (byDefault: number) => z.coerce.number().int().min(0).max(65_535).default(byDefault);

/** The first key seals, all open: a new key goes in front, and the old one stays until nothing is sealed with it. */
const sealingKeys = z
  .string()
  .transform((text) => text.split(",").map((key) => Buffer.from(key.trim(), "base64")))
  .refine((keys) => keys.every((key) => key.length === 32), "each key is 32 octets in base64");

const RadiusEnv = z
  .object({
    RADIUS_DATABASE_URL: z.url(),
    RADIUS_SEALING_KEY: sealingKeys,
    RADIUS_BIND: z.string().default("0.0.0.0"),
    RADIUS_AUTH_PORT: port(1812),
    RADIUS_ACCT_PORT: port(1813),
    // How often a NAS is asked to report, and when a silent session is taken to be over.
    RADIUS_INTERIM_SECONDS: seconds(300),
    RADIUS_STALE_SECONDS: z.coerce.number().int().positive().optional(),
    RADIUS_SESSION_TIMEOUT_SECONDS: z.coerce.number().int().positive().optional(),
    RADIUS_RECORD_MONTHS: z.coerce.number().int().positive().default(24),
    // Proxies from before 2024 add Proxy-State without signing; only for networks that nobody else can write to.
    RADIUS_ALLOW_UNSIGNED_PROXY_STATE: z.stringbool().default(false),
  })
  .transform((env) => ({
    databaseUrl: env.RADIUS_DATABASE_URL,
    sealingKeys: env.RADIUS_SEALING_KEY,
    bind: env.RADIUS_BIND,
    authPort: env.RADIUS_AUTH_PORT,
    acctPort: env.RADIUS_ACCT_PORT,
    interimSeconds: env.RADIUS_INTERIM_SECONDS,
    // Three reports lost in a row, and a minute.
    staleSeconds: env.RADIUS_STALE_SECONDS ?? env.RADIUS_INTERIM_SECONDS * 3 + 60,
    sessionTimeoutSeconds: env.RADIUS_SESSION_TIMEOUT_SECONDS,
    recordMonths: env.RADIUS_RECORD_MONTHS,
    allowUnsignedProxyState: env.RADIUS_ALLOW_UNSIGNED_PROXY_STATE,
  }));

export type RadiusConfig = z.infer<typeof RadiusEnv>;

export const readRadiusConfig = (env: Env): RadiusConfig => RadiusEnv.parse(env);
