import { ok, type Result, refuse } from "@beacom/result";
import { openSession } from "#application/open-session";
import type { Attestation, PasskeyChecks } from "#application/passkey-ports";
import { askForPasskey, type PasskeyAsked } from "#application/passkeys/passkey-challenges";
import type { AccessTokens, InTransaction, NewId, OneTimeSecrets, Records } from "#application/ports";
import { newRecoveryCodes } from "#application/prove-second-factor";
import { type StaffSignedIn, staffSignedIn } from "#application/staff/staff-session";
import { tellOwner } from "#application/tell-owner";
import type { Origin } from "#domain/events";
import { decidePasskeyChallenge, mostPasskeys, type Passkey, readPasskeyName } from "#domain/passkey";
import { type Person, staffPerson } from "#domain/person";
import { recoveryCodesAtOnce } from "#domain/second-factor";

type Needs = {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  passkeyChecks: PasskeyChecks;
  accessTokens: AccessTokens;
  newId: NewId;
  clock: () => Date;
};

/** The first second factor of staff, proved by a password alone, never comes beside another; one more is for whoever is signed in. */
export type RegisteringPasskey = { person: Person; as: "first" | "one-more" };
type BeginRefusal = { kind: "person-unknown" | "second-factor-enrolled-already" | "too-many-passkeys" };

export type BeginPasskey = (
  request: RegisteringPasskey,
) => Promise<Result<PasskeyAsked & { user: User; algorithms: readonly number[] }, BeginRefusal>>;

export function beginPasskeyWith({ inTransaction, secrets, passkeyChecks, clock }: Needs): BeginPasskey {
  return (request) =>
    inTransaction(async (records) => {
      const at = clock();
      const user = await allowed(records, request, at);
      if (!user.ok) return user;
      const purpose = { for: "registration", personId: request.person.id } as const;
      const asked = await askForPasskey(records, { secrets, passkeyChecks }, purpose, at);
      return ok({ ...asked, user: user.value, algorithms: passkeyChecks.algorithms });
    });
}

export type FinishPasskey = (
  request: RegisteringPasskey & { attestation: Attestation; name: string; device: string; from: Origin },
) => Promise<
  Result<
    { passkey: Passkey; recoveryCodes: string[]; staffSignedIn: StaffSignedIn | undefined },
    BeginRefusal | { kind: "name-not-valid" | "challenge-ended" | "passkey-refused" }
  >
>;

/** Whoever makes a passkey the first second factor is signed in by it, and gets recovery codes. */
export function finishPasskeyWith(needs: Needs): FinishPasskey {
  const { inTransaction, secrets, passkeyChecks, accessTokens, newId, clock } = needs;
  return async ({ attestation, name: text, device, from, ...request }) => {
    const at = clock();
    const { person, as } = request;
    const name = readPasskeyName(text, device);
    if (!name.ok) return name;
    const finished = await inTransaction(async (records) => {
      await records.hold({ person: person.id });
      const answered = passkeyChecks.challengeIn(attestation.clientDataJson);
      if (answered === undefined) return refuse({ kind: "passkey-refused" });
      const challenge = await records.passkeys.takeChallenge(secrets.tokenHash(answered));
      const open = decidePasskeyChallenge(challenge, { for: "registration", personId: person.id }, at);
      if (!open.ok) return open;
      const user = await allowed(records, request, at);
      if (!user.ok) return user;
      const credential = await passkeyChecks.registered(attestation, answered);
      if (!credential) return refuse({ kind: "passkey-refused" });
      const passkeyId = newId.passkey();
      const kept = { personId: person.id, name: name.value, addedAt: at, lastUsedAt: undefined };
      const passkey: Passkey = { passkeyId, credential, ...kept };
      if (!(await records.passkeys.add(passkey))) return refuse({ kind: "passkey-refused" });
      const session = as === "first" ? await firstOfStaff(records, person.id, device, at) : undefined;
      const action = as === "first" ? "staff.second-factor-enrolled" : "staff.passkey-added";
      const act = { action, from, after: { passkey: name.value } };
      await records.publish(await tellOwner(records, person, { change: "passkey-added", act, at }));
      return ok({ passkey, session });
    });
    if (!finished.ok) return finished;
    const { passkey, session } = finished.value;
    if (!session) return ok({ passkey, recoveryCodes: [], staffSignedIn: undefined });
    const recoveryCodesLeft = session.recoveryCodes.length;
    const signedIn = await staffSignedIn(accessTokens, { ...session, recoveryCodesLeft, secondFactorAt: at }, at);
    return ok({ passkey, recoveryCodes: session.recoveryCodes, staffSignedIn: signedIn });
  };

  async function firstOfStaff(records: Records, staffId: string, device: string, at: Date) {
    const member = await records.staff.find(staffId, at);
    if (!member) return undefined;
    const recoveryCodes = await newRecoveryCodes(records, secrets, {
      personId: staffId,
      howMany: recoveryCodesAtOnce,
      at,
    });
    const signsIn = { person: staffPerson(staffId), device, secondFactorAt: at, at };
    return { member, recoveryCodes, ...(await openSession(records, { secrets, newId }, signsIn)) };
  }
}

/** What the authenticator shows beside the passkey, and keeps of whose it is. */
type User = { handle: string; name: string; displayName: string };

async function allowed(
  records: Records,
  { person, as }: RegisteringPasskey,
  at: Date,
): Promise<Result<User, BeginRefusal>> {
  const user = await userOf(records, person, at);
  if (!user) return refuse({ kind: "person-unknown" });
  if (as === "first" && (await records.secondFactors.has(person.id)))
    return refuse({ kind: "second-factor-enrolled-already" });
  const many = (await records.passkeys.of(person.id)).length >= mostPasskeys;
  return many ? refuse({ kind: "too-many-passkeys" }) : ok(user);
}

async function userOf(records: Records, { kind, id }: Person, at: Date): Promise<User | undefined> {
  if (kind === "customer") {
    const customer = await records.customers.find(id);
    return customer && { handle: id, name: customer.phone, displayName: customer.name };
  }
  const member = await records.staff.find(id, at);
  if (!member || member.deactivatedAt) return undefined;
  return { handle: id, name: member.email, displayName: member.name };
}
