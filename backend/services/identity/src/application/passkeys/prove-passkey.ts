import { ok, type Result, refuse } from "@beacom/result";
import type { Assertion, CountedBackwards, PasskeyChecks } from "#application/passkey-ports";
import type { OneTimeSecrets, Records } from "#application/ports";
import { decideCounter, decidePasskeyChallenge, type Passkey, type PasskeyPurpose } from "#domain/passkey";

export type PasskeyRefusal = { kind: "passkey-refused" | "challenge-ended" };
export type ProvesPasskeys = {
  secrets: OneTimeSecrets;
  passkeyChecks: PasskeyChecks;
  countedBackwards: CountedBackwards;
};

/**
 * Whoever has the passkey of the person that the challenge was made for or, for a sign-in without a name, of the person that it names. One
 * refusal for everything that is wrong: whose passkeys are known is nobody's business. A refusal has to be committed too: it has used up the challenge.
 */
export async function provePasskey(
  records: Records,
  { secrets, passkeyChecks, countedBackwards }: ProvesPasskeys,
  { assertion, purpose, at }: { assertion: Assertion; purpose: PasskeyPurpose; at: Date },
): Promise<Result<Passkey, PasskeyRefusal>> {
  const answered = passkeyChecks.challengeIn(assertion.clientDataJson);
  if (answered === undefined) return refuse({ kind: "passkey-refused" });
  const challenge = await records.passkeys.takeChallenge(secrets.tokenHash(answered));
  const open = decidePasskeyChallenge(challenge, purpose, at);
  if (!open.ok) return open;
  const passkey = await records.passkeys.holdByCredential(assertion.credentialId);
  if (!passkey || !isOf(passkey, purpose.personId, assertion.userHandle)) return refuse({ kind: "passkey-refused" });
  const { credential } = passkey;
  const asserted = await passkeyChecks.asserted(assertion, answered, credential);
  if (!asserted) return refuse({ kind: "passkey-refused" });
  const { counter: shown, backedUp } = asserted;
  const counter = decideCounter(credential.counter, shown);
  if (!counter.ok) {
    countedBackwards(passkey, { kept: credential.counter, shown });
    return refuse({ kind: "passkey-refused" });
  }
  await records.passkeys.used(passkey.passkeyId, { counter: shown, backedUp, at });
  return ok(passkey);
}

/** WebAuthn level 3, section 7.2, step 6: without a name the authenticator has to say whose it is, and with one it may not say otherwise. */
function isOf({ personId }: Passkey, wanted: string | undefined, userHandle: Uint8Array): boolean {
  const said = Buffer.from(userHandle).toString("utf8");
  return wanted === undefined ? said === personId : personId === wanted && (said === "" || said === personId);
}
