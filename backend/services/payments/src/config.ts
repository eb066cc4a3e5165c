import { z } from "zod";

const cents = z.coerce.bigint().positive();
const positive = z.coerce.number().positive();

export const PaymentsConfig = z
  .object({
    PAYMENTS_DATABASE_URL: z.url(),
    PAYSTACK_SECRET_KEY: z.string().min(1),
    PAYSTACK_API_URL: z.url().default("https://api.paystack.co"),
    BEACOM_CURRENCY: z.string().length(3).default("ZAR"),
    /** R5 to R10,000 in one payment: less costs more in fees than it brings, more is for a person to agree to. */
    PAYMENTS_LEAST_CENTS: cents.default(500n),
    PAYMENTS_MOST_CENTS: cents.default(1_000_000n),
    PAYMENTS_EXPIRY_MINUTES: positive.default(30),
    /** Two answers must fit into half of a turn to open a payment (open-payment.ts). */
    PAYMENTS_PROVIDER_TIMEOUT_SECONDS: positive.max(9).default(8),
  })
  .transform((env) => ({
    databaseUrl: env.PAYMENTS_DATABASE_URL,
    paystack: { secretKey: env.PAYSTACK_SECRET_KEY, apiUrl: env.PAYSTACK_API_URL },
    limits: { currency: env.BEACOM_CURRENCY, leastCents: env.PAYMENTS_LEAST_CENTS, mostCents: env.PAYMENTS_MOST_CENTS },
    expiryMs: env.PAYMENTS_EXPIRY_MINUTES * 60_000,
    providerTimeoutMs: env.PAYMENTS_PROVIDER_TIMEOUT_SECONDS * 1_000,
  }));
export type PaymentsConfig = z.infer<typeof PaymentsConfig>;
