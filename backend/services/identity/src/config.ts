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
    /** Where people reach Beacom; passkeys are good there. */
    BEACOM_PUBLIC_URL: z.url().default("http://localhost:8080"),
    /** A host name, or a domain above it (WebAuthn level 3, section 5.1.2). Passkeys made for one are lost when it changes. */
    IDENTITY_RP_ID: z.hostname().optional(),
    /** With commas between them; where pages of several hosts, or apps, sign in at one site. */
    IDENTITY_ORIGINS: z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.array(z.url()).min(1))
      .optional(),
  })
  .transform((env, context) => {
    const passkeys = passkeySite(env);
    if (!passkeys.origins.every((origin) => isUnder(origin, passkeys.id)))
      context.addIssue(
        `IDENTITY_RP_ID has to be the host of each of IDENTITY_ORIGINS, or a domain above it: ${passkeys.id}`,
      );
    return {
      databaseUrl: env.IDENTITY_DATABASE_URL,
      issuer: env.IDENTITY_ISSUER,
      passkeys,
      sealingKeys: env.IDENTITY_SEALING_KEY.map((text) => Buffer.from(text, "base64")),
    };
  });
export type IdentityConfig = z.infer<typeof IdentityConfig>;

type Site = {
  IDENTITY_ISSUER: string;
  BEACOM_PUBLIC_URL: string;
  IDENTITY_RP_ID?: string | undefined;
  IDENTITY_ORIGINS?: readonly string[] | undefined;
};
const passkeySite = (env: Site) => ({
  name: env.IDENTITY_ISSUER,
  id: env.IDENTITY_RP_ID ?? new URL(env.BEACOM_PUBLIC_URL).hostname,
  origins: (env.IDENTITY_ORIGINS ?? [env.BEACOM_PUBLIC_URL]).map(originOf),
});

/** As browsers write it, whatever was written here. Apps of phones have origins that are no web addresses. */
const originOf = (text: string): string => (isOfWeb(text) ? new URL(text).origin : text);
const isOfWeb = (origin: string): boolean => /^https?:/i.test(origin);

/** What browsers check as well: passkeys of another site would never be asked for. */
function isUnder(origin: string, id: string): boolean {
  const host = isOfWeb(origin) ? new URL(origin).hostname : id;
  return host === id || host.endsWith(`.${id}`);
}
