import { z } from "zod";

const key = z.base64().refine((text) => Buffer.from(text, "base64").length === 32, "must be 32 octets in base64");

export const IdentityConfig = z
  .object({
    IDENTITY_DATABASE_URL: z.url(),
    /** One key, or several with commas between them: the first seals, all of them open. */
    IDENTITY_SEALING_KEY: z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.array(key).min(1)),
    /** What authenticators show beside the code. */
    IDENTITY_ISSUER: z.string().min(1).max(60).default("Beacom"),
  })
  .transform((env) => ({
    databaseUrl: env.IDENTITY_DATABASE_URL,
    issuer: env.IDENTITY_ISSUER,
    sealingKeys: env.IDENTITY_SEALING_KEY.map((text) => Buffer.from(text, "base64")),
  }));
export type IdentityConfig = z.infer<typeof IdentityConfig>;
