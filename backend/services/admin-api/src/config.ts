import { isCurrency } from "@beacom/money";
import { z } from "zod";

export const AdminConfig = z
  .object({
    ADMIN_DATABASE_URL: z.url(),
    BEACOM_CURRENCY: z.string().refine(isCurrency, "is not offered").default("ZAR"),
    /** How long a search or a customer's page waits for one service before it goes on without it. */
    ADMIN_PATIENCE_MS: z.coerce.number().int().min(50).max(10_000).default(1_500),
    BEACOM_ZONE: z.string().default("Africa/Johannesburg"),
  })
  .transform((env) => ({
    databaseUrl: env.ADMIN_DATABASE_URL,
    currency: env.BEACOM_CURRENCY,
    patienceMs: env.ADMIN_PATIENCE_MS,
    zone: env.BEACOM_ZONE,
  }));
export type AdminConfig = z.infer<typeof AdminConfig>;
