import { z } from "zod";

export const NotificationConfig = z
  .object({
    NOTIFICATION_DATABASE_URL: z.url(),
    BEACOM_ZONE: z.string().default("Africa/Johannesburg"),
    BEACOM_DEVELOPER: z.string().optional(),
    /** Where people pay: messages about invoices say it. */
    BEACOM_PUBLIC_URL: z.url().optional(),
  })
  .transform((env) => ({
    databaseUrl: env.NOTIFICATION_DATABASE_URL,
    zone: env.BEACOM_ZONE,
    payAt: env.BEACOM_PUBLIC_URL?.replace(/\/$/, "") ?? null,
    developer: env.BEACOM_DEVELOPER === "1",
  }));
export type NotificationConfig = z.infer<typeof NotificationConfig>;
