import { currencies, isCurrency } from "@beacom/money";
import type { Env } from "@beacom/runtime";
import { defaultZone } from "@beacom/time";
import { z } from "zod";
import type { Pepper } from "#adapters/vouchers/code-secrets-peppered";
import { readPeppers } from "#adapters/vouchers/read-peppers";
import { operatorSettings, supplierOf } from "#operator-particulars";

const schema = z
  .object({
    BILLING_DATABASE_URL: z.url(),
    BEACOM_CURRENCY: z
      .string()
      .default("ZAR")
      .refine(isCurrency, `must be one of ${Object.keys(currencies).join(", ")}`),
    /** 1,500 is 15 %. */
    BILLING_VAT_BASIS_POINTS: z.coerce.number().int().min(0).max(10_000).default(1_500),
    /** Whose days, months and hours plans and invoices count. */
    BEACOM_ZONE: z.string().default(defaultZone).refine(isZone, "must be a time zone such as Africa/Johannesburg"),
    BILLING_ACCOUNTS_IN_MEMORY: z.coerce.number().int().positive().default(20_000),
    BILLING_EXPIRY_SECONDS: z.coerce.number().positive().default(1),
    /** How often events that were set aside are tried again. */
    BILLING_RETRY_SECONDS: z.coerce.number().positive().default(30),
    /** `2027:…,2026:…`: what voucher codes are hashed with, the newest first. Without any, there are no vouchers. */
    BILLING_VOUCHER_PEPPERS: z.string().optional().transform(peppersOf),
    /** VAT on vouchers that nobody redeemed, if it is not that of everything else. */
    BILLING_BREAKAGE_VAT_BASIS_POINTS: z.coerce.number().int().min(0).max(10_000).optional(),
    BILLING_DATABASE_CONNECTIONS: z.coerce.number().int().positive().default(8),
    /** What documents and voucher cards link to. */
    BEACOM_PUBLIC_URL: z.url().optional(),
    ...operatorSettings,
  })
  .transform((env) => ({
    databaseUrl: env.BILLING_DATABASE_URL,
    currency: env.BEACOM_CURRENCY,
    zone: env.BEACOM_ZONE,
    vatBasisPoints: BigInt(env.BILLING_VAT_BASIS_POINTS),
    accountsInMemory: env.BILLING_ACCOUNTS_IN_MEMORY,
    expirySeconds: env.BILLING_EXPIRY_SECONDS,
    retrySeconds: env.BILLING_RETRY_SECONDS,
    voucherPeppers: env.BILLING_VOUCHER_PEPPERS,
    breakageVatBasisPoints:
      env.BILLING_BREAKAGE_VAT_BASIS_POINTS === undefined ? undefined : BigInt(env.BILLING_BREAKAGE_VAT_BASIS_POINTS),
    databaseConnections: env.BILLING_DATABASE_CONNECTIONS,
    publicUrl: env.BEACOM_PUBLIC_URL?.replace(/\/$/, "") ?? null,
    supplier: supplierOf(env),
  }));
function peppersOf(text: string | undefined, context: z.RefinementCtx): readonly Pepper[] {
  const peppers = text === undefined ? undefined : readPeppers(text);
  if (peppers?.ok === false) {
    // Without the text: it is a secret, and this goes into a log.
    context.addIssue("must be ids with at least 32 octets in base64 each, as in 2027:…,2026:…");
    return [];
  }
  return peppers?.value ?? [];
}

function isZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export type BillingConfig = z.infer<typeof schema>;

/** A variable that is set to nothing is not set: otherwise an empty rate of VAT would be a rate of zero. */
export const readBillingConfig = (env: Env): BillingConfig =>
  schema.parse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== "")));
