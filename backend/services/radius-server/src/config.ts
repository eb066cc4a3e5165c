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
    RADIUS_RADSEC_PORT: port(2083),
    // How often a NAS is asked to report, and when a silent session is taken to be over.
    RADIUS_INTERIM_SECONDS: seconds(300),
    RADIUS_STALE_SECONDS: z.coerce.number().int().positive().optional(),
    RADIUS_SESSION_TIMEOUT_SECONDS: z.coerce.number().int().positive().optional(),
    // Where other processes of this service reach this one; on several machines an address that they can reach.
    RADIUS_INBOX_BIND: z.string().default("127.0.0.1"),
    // What supplicants and routers meet in the server's certificate, and whose it is.
    RADIUS_SERVER_NAME: z.string().min(1).max(64).default("radius.beacom.internal"),
    RADIUS_OPERATOR_NAME: z.string().min(1).max(40).default("Beacom"),
    // 802.1X over TLS 1.3 (RFC 9190, RFC 9427) is new; many supplicants in the field fail at it.
    RADIUS_EAP_TLS_MAX_VERSION: z.enum(["TLSv1.2", "TLSv1.3"]).default("TLSv1.2"),
    RADIUS_RECORD_MONTHS: z.coerce.number().int().positive().default(24),
    RADIUS_SESSION_MONTHS: z.coerce.number().int().positive().default(60),
    // Hours and days are the operator's.
    BEACOM_ZONE: z.string().default("Africa/Johannesburg"),
    // Proxies from before 2024 add Proxy-State without signing; only for networks that nobody else can write to.
    RADIUS_ALLOW_UNSIGNED_PROXY_STATE: z.stringbool().default(false),
  })
  .transform((env) => ({
    databaseUrl: env.RADIUS_DATABASE_URL,
    sealingKeys: env.RADIUS_SEALING_KEY,
    bind: env.RADIUS_BIND,
    authPort: env.RADIUS_AUTH_PORT,
    acctPort: env.RADIUS_ACCT_PORT,
    radsecPort: env.RADIUS_RADSEC_PORT,
    interimSeconds: env.RADIUS_INTERIM_SECONDS,
    // Three reports lost in a row, and a minute.
    staleSeconds: env.RADIUS_STALE_SECONDS ?? env.RADIUS_INTERIM_SECONDS * 3 + 60,
    sessionSeconds: env.RADIUS_SESSION_TIMEOUT_SECONDS,
    inboxBind: env.RADIUS_INBOX_BIND,
    serverName: env.RADIUS_SERVER_NAME,
    operatorName: env.RADIUS_OPERATOR_NAME,
    eapTlsMaxVersion: env.RADIUS_EAP_TLS_MAX_VERSION,
    recordMonths: env.RADIUS_RECORD_MONTHS,
    sessionMonths: env.RADIUS_SESSION_MONTHS,
    zone: env.BEACOM_ZONE,
    allowUnsignedProxyState: env.RADIUS_ALLOW_UNSIGNED_PROXY_STATE,
  }));

export type RadiusConfig = z.infer<typeof RadiusEnv>;

export const readRadiusConfig = (env: Env): RadiusConfig => RadiusEnv.parse(env);
