import type { PasskeyChecks } from "#application/passkey-ports";
import type { OneTimeSecrets, Records } from "#application/ports";
import { type Passkey, type PasskeyPurpose, passkeyChallengeExpiry } from "#domain/passkey";

/** What an authenticator is asked to prove. */
export type PasskeyAsked = {
  challenge: string;
  site: PasskeyChecks["site"];
  /** None: any passkey of this site. */
  allow: readonly Passkey[];
  expiresAt: Date;
};

export async function askForPasskey(
  records: Records,
  { secrets, passkeyChecks }: { secrets: OneTimeSecrets; passkeyChecks: PasskeyChecks },
  purpose: PasskeyPurpose,
  at: Date,
): Promise<PasskeyAsked> {
  const challenge = secrets.newToken();
  const expiresAt = passkeyChallengeExpiry(at);
  await records.passkeys.addChallenge(secrets.tokenHash(challenge), { ...purpose, expiresAt });
  const allow = purpose.personId === undefined ? [] : await records.passkeys.of(purpose.personId);
  return { challenge, site: passkeyChecks.site, allow, expiresAt };
}
