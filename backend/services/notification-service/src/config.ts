import { z } from "zod";
import { type Network, readNetwork } from "#domain/webhooks/address";

const key = z.base64().refine((text) => Buffer.from(text, "base64").length === 32, "must be 32 octets in base64");

export const NotificationConfig = z
  .object({
    NOTIFICATION_DATABASE_URL: z.url(),
    /** One key, or several with commas between them: the first seals the secrets of webhooks, all of them open. */
    NOTIFICATION_SEALING_KEY: z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.array(key).min(1)),
    /** Own networks that webhooks may be sent to, also without TLS: 127.0.0.0/8,10.1.0.0/16. Nothing else that is not public is. */
    NOTIFICATION_WEBHOOK_NETWORKS: z.string().default("").transform(networksIn),
    BEACOM_ZONE: z.string().default("Africa/Johannesburg"),
    BEACOM_DEVELOPER: z.string().optional(),
    /** Where people pay: messages about invoices say it. */
    BEACOM_PUBLIC_URL: z.url().optional(),
  })
  .transform((env) => ({
    databaseUrl: env.NOTIFICATION_DATABASE_URL,
    sealingKeys: env.NOTIFICATION_SEALING_KEY.map((text) => Buffer.from(text, "base64")),
    webhookNetworks: env.NOTIFICATION_WEBHOOK_NETWORKS,
    zone: env.BEACOM_ZONE,
    payAt: env.BEACOM_PUBLIC_URL?.replace(/\/$/, "") ?? null,
    developer: env.BEACOM_DEVELOPER === "1",
  }));
export type NotificationConfig = z.infer<typeof NotificationConfig>;

function networksIn(text: string, context: z.RefinementCtx): Network[] {
  const texts = text.split(",").map((part) => part.trim());
  return texts
    .filter((part) => part !== "")
    .flatMap((part) => {
      const network = readNetwork(part);
      if (network.ok) return network.value;
      context.addIssue(`${part} is not a network like 10.1.0.0/16`);
      return [];
    });
}
