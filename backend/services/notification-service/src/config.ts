import { z } from "zod";

export const NotificationConfig = z
  .object({
    NOTIFICATION_DATABASE_URL: z.url(),
    BEACOM_ZONE: z.string().default("Africa/Johannesburg"),
    BEACOM_DEVELOPER: z.string().optional(),
  })
  .transform((env) => ({
    databaseUrl: env.NOTIFICATION_DATABASE_URL,
    zone: env.BEACOM_ZONE,
    developer: env.BEACOM_DEVELOPER === "1",
  }));
export type NotificationConfig = z.infer<typeof NotificationConfig>;
