import { ok, type Result, refuse } from "@beacom/result";
import { enrolAuthenticator, offerAuthenticator, type TotpOffer } from "#application/enrol-authenticator";
import { openSession } from "#application/open-session";
import type { AccessTokens, InTransaction, NewId, OneTimeSecrets } from "#application/ports";
import { type StaffSignedIn, staffSignedIn } from "#application/staff/staff-session";
import type { TimeCodes } from "#application/staff-ports";
import type { Origin } from "#domain/events";
import { staffPerson } from "#domain/person";
import { ownAct } from "#domain/staff-acts";

/** The first second factor, proved by a password alone, never takes the place of another; a new one instead of an old one is for signed-in staff. */
export type Enrolling = { staffId: string; as: "first" | "replacement" };
export type BeginTotp = (
  request: Enrolling,
) => Promise<Result<TotpOffer, { kind: "staff-unknown" | "second-factor-enrolled-already" }>>;

type Needs = {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  timeCodes: TimeCodes;
  accessTokens: AccessTokens;
  newId: NewId;
  clock: () => Date;
};

export function beginTotpWith({ inTransaction, timeCodes, clock }: Needs): BeginTotp {
  return async ({ staffId, as }) => {
    const at = clock();
    return inTransaction(async (records) => {
      await records.hold({ person: staffId });
      const member = await records.staff.find(staffId, at);
      if (!member || member.deactivatedAt) return refuse({ kind: "staff-unknown" });
      if (as === "first" && (await records.secondFactors.has(staffId)))
        return refuse({ kind: "second-factor-enrolled-already" });
      return ok(await offerAuthenticator(records, timeCodes, { personId: staffId, account: member.email, at }));
    });
  };
}

export type ConfirmTotp = (
  request: Enrolling & { code: string; device: string; from: Origin },
) => Promise<
  Result<
    { recoveryCodes: string[]; signedIn: StaffSignedIn | undefined },
    { kind: "staff-unknown" | "second-factor-enrolled-already" | "totp-not-offered" | "second-factor-wrong" }
  >
>;

/** Whoever enrols the first second factor is signed in by it. */
export function confirmTotpWith(needs: Needs): ConfirmTotp {
  const { inTransaction, secrets, accessTokens, newId, clock } = needs;
  return async ({ staffId, as, code, device, from }) => {
    const at = clock();
    const enrolled = await inTransaction(async (records) => {
      await records.hold({ person: staffId });
      const member = await records.staff.find(staffId, at);
      if (!member || member.deactivatedAt) return refuse({ kind: "staff-unknown" });
      if (as === "first" && (await records.secondFactors.has(staffId)))
        return refuse({ kind: "second-factor-enrolled-already" });
      const recoveryCodes = await enrolAuthenticator(records, needs, { personId: staffId, code, at });
      if (!recoveryCodes.ok) return recoveryCodes;
      const signsIn = { person: staffPerson(staffId), device, secondFactorAt: at, at };
      const session = as === "first" ? await openSession(records, { secrets, newId }, signsIn) : undefined;
      const action = as === "first" ? "staff.second-factor-enrolled" : "staff.second-factor-replaced";
      await records.publish([ownAct(member, { action, from, at })]);
      return ok({ member, recoveryCodes: recoveryCodes.value, session });
    });
    if (!enrolled.ok) return enrolled;
    const { member, recoveryCodes, session } = enrolled.value;
    const opened = session && { member, ...session, secondFactorAt: at, recoveryCodesLeft: recoveryCodes.length };
    return ok({ recoveryCodes, signedIn: opened && (await staffSignedIn(accessTokens, opened, at)) });
  };
}
