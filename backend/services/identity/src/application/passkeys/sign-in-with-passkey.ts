import { ok, type Result, refuse } from "@beacom/result";
import { openSession, type SignedIn, withAccessToken } from "#application/open-session";
import type { Assertion, PasskeyChecks } from "#application/passkey-ports";
import { askForPasskey, type PasskeyAsked } from "#application/passkeys/passkey-challenges";
import { type PasskeyRefusal, type ProvesPasskeys, provePasskey } from "#application/passkeys/prove-passkey";
import type { AccessTokens, InTransaction, NewId, OneTimeSecrets } from "#application/ports";
import { type StaffSignedIn, staffSignedIn } from "#application/staff/staff-session";
import type { Origin } from "#domain/events";
import { customerPerson, type Person, staffPerson } from "#domain/person";
import { decideChallenge } from "#domain/second-factor";
import { ownAct } from "#domain/staff-acts";

type Begins = {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  passkeyChecks: PasskeyChecks;
  clock: () => Date;
};

/** `challenge` is the one of a password that was right; without one the passkey says whose it is. */
export type BeginPasskeySignIn = (request: {
  challenge?: string;
}) => Promise<Result<PasskeyAsked, { kind: "challenge-ended" }>>;

export function beginPasskeySignInWith(needs: Begins): BeginPasskeySignIn {
  const { inTransaction, secrets, clock } = needs;
  return ({ challenge }) =>
    inTransaction(async (records) => {
      const at = clock();
      if (challenge === undefined)
        return ok(await askForPasskey(records, needs, { for: "sign-in", personId: undefined }, at));
      const open = decideChallenge(await records.secondFactors.holdChallenge(secrets.tokenHash(challenge)), at);
      if (!open.ok) return open;
      return ok(await askForPasskey(records, needs, { for: "second-factor", personId: open.value.personId }, at));
    });
}

export type BeginPasskeyStepUp = (person: Person) => Promise<PasskeyAsked>;
export const beginPasskeyStepUpWith =
  (needs: Begins): BeginPasskeyStepUp =>
  ({ id }) =>
    needs.inTransaction((records) => askForPasskey(records, needs, { for: "step-up", personId: id }, needs.clock()));

type Signs = ProvesPasskeys & {
  inTransaction: InTransaction;
  accessTokens: AccessTokens;
  newId: NewId;
  clock: () => Date;
};
const nobodyYet = { for: "sign-in", personId: undefined } as const;

export type SignInWithPasskey = (request: {
  assertion: Assertion;
  device: string;
}) => Promise<Result<SignedIn, PasskeyRefusal>>;

/** A passkey that was unlocked by its user is two factors in one: nothing more is asked. */
export function signInWithPasskeyWith(needs: Signs): SignInWithPasskey {
  return async ({ assertion, device }) => {
    const at = needs.clock();
    const opened = await needs.inTransaction(async (records) => {
      const proved = await provePasskey(records, needs, { assertion, purpose: nobodyYet, at });
      if (!proved.ok) return proved;
      const customer = await records.customers.find(proved.value.personId);
      if (!customer?.verifiedAt) return refuse({ kind: "passkey-refused" });
      const person = customerPerson(customer.customerId);
      const session = await openSession(records, needs, { person, device, secondFactorAt: at, at });
      return ok({ customer, secondFactorAt: at, ...session });
    });
    return opened.ok ? ok(await withAccessToken(needs.accessTokens, opened.value, at)) : opened;
  };
}

export type SignInStaffWithPasskey = (request: {
  assertion: Assertion;
  device: string;
  from: Origin;
}) => Promise<Result<StaffSignedIn, PasskeyRefusal>>;

export function signInStaffWithPasskeyWith(needs: Signs): SignInStaffWithPasskey {
  return async ({ assertion, device, from }) => {
    const at = needs.clock();
    const opened = await needs.inTransaction(async (records) => {
      const proved = await provePasskey(records, needs, { assertion, purpose: nobodyYet, at });
      if (!proved.ok) return proved;
      const member = await records.staff.find(proved.value.personId, at);
      if (!member || member.deactivatedAt) return refuse({ kind: "passkey-refused" });
      const person = staffPerson(member.staffId);
      const session = await openSession(records, needs, { person, device, secondFactorAt: at, at });
      const recoveryCodesLeft = await records.secondFactors.recoveryCodesLeft(member.staffId);
      const after = { device: device.slice(0, 200), secondFactor: "passkey" };
      await records.publish([ownAct(member, { action: "staff.signed-in", from, at, after })]);
      return ok({ member, ...session, secondFactorAt: at, recoveryCodesLeft });
    });
    return opened.ok ? ok(await staffSignedIn(needs.accessTokens, opened.value, at)) : opened;
  };
}
