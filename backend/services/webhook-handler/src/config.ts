import { z } from "zod";

const list = z
  .string()
  .default("")
  .transform((text) => text.split(",").filter((entry) => entry !== ""));

export const WebhooksConfig = z
  .object({
    WEBHOOKS_DATABASE_URL: z.url(),
    WEBHOOKS_PORT: z.coerce.number().int().min(0).max(65_535).default(8081),
    BEACOM_BIND: z.string().default("127.0.0.1"),
    PAYSTACK_SECRET_KEY: z.string().min(1),
    /** Addresses of our own proxies; only theirs are believed about where a request came from. */
    WEBHOOKS_TRUSTED_PROXIES: list,
  })
  .transform((env) => ({
    databaseUrl: env.WEBHOOKS_DATABASE_URL,
    port: env.WEBHOOKS_PORT,
    bind: env.BEACOM_BIND,
    paystackSecretKey: env.PAYSTACK_SECRET_KEY,
    trustedProxies: env.WEBHOOKS_TRUSTED_PROXIES,
  }));
export type WebhooksConfig = z.infer<typeof WebhooksConfig>;
