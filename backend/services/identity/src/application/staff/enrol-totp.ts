import { ok, type Result, refuse } from "@beacom/result";
import { openSession } from "#application/open-session";
import type { AccessTokens, InTransaction, NewId, OneTimeSecrets } from "#application/ports";
import { newRecoveryCodes } from "#application/prove-second-factor";
import { type StaffSignedIn, staffSignedIn } from "#application/staff/staff-session";
import type { TimeCodes } from "#application/staff-ports";
import type { Origin } from "#domain/events";
import { staffPerson } from "#domain/person";
import { decideEnrolment, offerExpiry, readTimeCode, recoveryCodesAtOnce } from "#domain/second-factor";
import { ownAct } from "#domain/staff-acts";

export type TotpOffer = { secret: string; uri: string; expiresAt: Date };
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
    const secret = timeCodes.newSecret();
    return inTransaction(async (records) => {
      await records.hold({ person: staffId });
      const member = await records.staff.find(staffId, at);
      if (!member || member.deactivatedAt) return refuse({ kind: "staff-unknown" });
      if (as === "first" && (await records.secondFactors.has(staffId)))
        return refuse({ kind: "second-factor-enrolled-already" });
      await records.secondFactors.addOffer(staffId, { secret, offeredAt: at });
      return ok({ secret, uri: timeCodes.uri(secret, member.email), expiresAt: offerExpiry(at) });
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
  const { inTransaction, secrets, timeCodes, accessTokens, newId, clock } = needs;
  return async ({ staffId, as, code: text, device, from }) => {
    const at = clock();
    const code = readTimeCode(text);
    const enrolled = await inTransaction(async (records) => {
      await records.hold({ person: staffId });
      const member = await records.staff.find(staffId, at);
      if (!member || member.deactivatedAt) return refuse({ kind: "staff-unknown" });
      if (as === "first" && (await records.secondFactors.has(staffId)))
        return refuse({ kind: "second-factor-enrolled-already" });
      const offer = await records.secondFactors.offer(staffId);
      const step = offer && code ? timeCodes.stepOf(offer.secret, code, at) : undefined;
      const decision = decideEnrolment(offer, step, at);
      if (!decision.ok) return decision;
      await records.secondFactors.enrol(staffId, decision.value, at);
      const recoveryCodes = await newRecoveryCodes(records, secrets, {
        personId: staffId,
        howMany: recoveryCodesAtOnce,
        at,
      });
      const signsIn = { person: staffPerson(staffId), device, secondFactorAt: at, at };
      const session = as === "first" ? await openSession(records, { secrets, newId }, signsIn) : undefined;
      const action = as === "first" ? "staff.second-factor-enrolled" : "staff.second-factor-replaced";
      await records.publish([ownAct(member, { action, from, at })]);
      return ok({ member, recoveryCodes, session });
    });
    if (!enrolled.ok) return enrolled;
    const { member, recoveryCodes, session } = enrolled.value;
    const opened = session && { member, ...session, secondFactorAt: at, recoveryCodesLeft: recoveryCodes.length };
    return ok({ recoveryCodes, signedIn: opened && (await staffSignedIn(accessTokens, opened, at)) });
  };
}
