import { currencies, isCurrency } from "@beacom/money";
import type { Env } from "@beacom/runtime";
import { z } from "zod";

const schema = z
  .object({
    BILLING_DATABASE_URL: z.url(),
    BEACOM_CURRENCY: z
      .string()
      .default("ZAR")
      .refine(isCurrency, `must be one of ${Object.keys(currencies).join(", ")}`),
    /** 1,500 is 15 %. */
    BILLING_VAT_BASIS_POINTS: z.coerce.number().int().min(0).max(10_000).default(1_500),
    BILLING_ACCOUNTS_IN_MEMORY: z.coerce.number().int().positive().default(20_000),
    BILLING_EXPIRY_SECONDS: z.coerce.number().positive().default(1),
    /** How often events that were set aside are tried again. */
    BILLING_RETRY_SECONDS: z.coerce.number().positive().default(30),
    BILLING_DATABASE_CONNECTIONS: z.coerce.number().int().positive().default(8),
  })
  .transform((env) => ({
    databaseUrl: env.BILLING_DATABASE_URL,
    currency: env.BEACOM_CURRENCY,
    vatBasisPoints: BigInt(env.BILLING_VAT_BASIS_POINTS),
    accountsInMemory: env.BILLING_ACCOUNTS_IN_MEMORY,
    expirySeconds: env.BILLING_EXPIRY_SECONDS,
    retrySeconds: env.BILLING_RETRY_SECONDS,
    databaseConnections: env.BILLING_DATABASE_CONNECTIONS,
  }));
export type BillingConfig = z.infer<typeof schema>;

/** A variable that is set to nothing is not set: otherwise an empty rate of VAT would be a rate of zero. */
export const readBillingConfig = (env: Env): BillingConfig =>
  schema.parse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
