import { ok, type Result, refuse } from "@beacom/result";
import { type OpenSession, openSession, type SignedIn, withAccessToken } from "#application/open-session";
import type { AccessTokens, InTransaction, NewId, OneTimeSecrets, Records } from "#application/ports";
import { type ProvesSecondFactors, proveSecondFactor, type SecondFactorProof } from "#application/prove-second-factor";
import type { Customer } from "#domain/customer";
import { customerPerson } from "#domain/person";
import { challengeExpiry, decideChallenge, type SecondFactorRefusal } from "#domain/second-factor";

export type SecondFactorAsked = { challenge: string; expiresAt: Date };
/** Signed in, or one step before it. */
export type SignInStep = { step: "signed-in"; signedIn: SignedIn } | ({ step: "second-factor" } & SecondFactorAsked);

type FirstFactorProved = { customer: Customer; device: string; at: Date };
export type OpenedOrAsked =
  | { step: "signed-in"; opened: OpenSession & { customer: Customer; secondFactorAt: Date } }
  | ({ step: "second-factor" } & SecondFactorAsked);

/** What follows on a password or a code that was right: whoever has an authenticator is asked for it, whichever way they came. */
export async function openOrAsk(
  records: Records,
  { secrets, newId }: { secrets: OneTimeSecrets; newId: NewId },
  { customer, device, at }: FirstFactorProved,
): Promise<OpenedOrAsked> {
  const { customerId } = customer;
  if (await records.secondFactors.authenticator(customerId)) {
    const challenge = secrets.newToken();
    const expiresAt = challengeExpiry(at);
    const asked = { personId: customerId, device: device.slice(0, 200), expiresAt, usedAt: undefined };
    await records.secondFactors.addChallenge(secrets.tokenHash(challenge), asked);
    return { step: "second-factor", challenge, expiresAt };
  }
  const signsIn = { person: customerPerson(customerId), device, secondFactorAt: at, at };
  const session = await openSession(records, { secrets, newId }, signsIn);
  return { step: "signed-in", opened: { customer, secondFactorAt: at, ...session } };
}

export async function signInStep(accessTokens: AccessTokens, next: OpenedOrAsked, at: Date): Promise<SignInStep> {
  if (next.step === "second-factor") return next;
  return { step: "signed-in", signedIn: await withAccessToken(accessTokens, next.opened, at) };
}

export type ConfirmSignIn = (request: {
  challenge: string;
  proof: SecondFactorProof;
}) => Promise<Result<SignedIn, SecondFactorRefusal | { kind: "challenge-ended" }>>;

/** A wrong code leaves the challenge open, as long as it and the attempts last. */
export function confirmSignInWith(
  needs: ProvesSecondFactors & {
    inTransaction: InTransaction;
    accessTokens: AccessTokens;
    newId: NewId;
    clock: () => Date;
  },
): ConfirmSignIn {
  const { inTransaction, secrets, accessTokens, clock } = needs;
  return async ({ challenge, proof }) => {
    const at = clock();
    const challengeHash = secrets.tokenHash(challenge);
    const opened = await inTransaction(async (records) => {
      const open = decideChallenge(await records.secondFactors.holdChallenge(challengeHash), at);
      if (!open.ok) return open;
      const { personId, device } = open.value;
      const customer = await records.customers.find(personId);
      if (!customer) return refuse({ kind: "challenge-ended" });
      const proved = await proveSecondFactor(records, needs, { personId, proof, for: "second-factor", at });
      if (!proved.ok) return proved;
      await records.secondFactors.useChallenge(challengeHash, at);
      const signsIn = { person: customerPerson(personId), device, secondFactorAt: at, at };
      return ok({ customer, secondFactorAt: at, ...(await openSession(records, needs, signsIn)) });
    });
    return opened.ok ? ok(await withAccessToken(accessTokens, opened.value, at)) : opened;
  };
}
