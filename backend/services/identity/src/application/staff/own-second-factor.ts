import { ok, type Result, refuse } from "@beacom/result";
import type { AccessTokens, InTransaction } from "#application/ports";
import {
  newRecoveryCodes,
  type ProvesSecondFactors,
  proveSecondFactor,
  type SecondFactorProof,
} from "#application/prove-second-factor";
import { accessOf, type StaffAccess } from "#application/staff/staff-session";
import type { Origin } from "#domain/events";
import { recoveryCodesAtOnce, type SecondFactorRefusal } from "#domain/second-factor";
import { ownAct } from "#domain/staff-acts";

type Needs = ProvesSecondFactors & {
  inTransaction: InTransaction;
  accessTokens: AccessTokens;
  clock: () => Date;
};

export type ConfirmSecondFactor = (request: {
  staffId: string;
  sessionId: string;
  proof: SecondFactorProof;
}) => Promise<Result<StaffAccess, SecondFactorRefusal | { kind: "session-ended" }>>;

/** The session is as fresh as if it had begun now; what it is allowed to do stays as it is. */
export function confirmSecondFactorWith(needs: Needs): ConfirmSecondFactor {
  const { inTransaction, accessTokens, clock } = needs;
  return async ({ staffId, sessionId, proof }) => {
    const at = clock();
    const proved = await inTransaction(async (records) => {
      const session = await records.sessions.find(sessionId);
      const member = await records.staff.find(staffId, at);
      if (!session || session.endedAt || session.person.id !== staffId) return refuse({ kind: "session-ended" });
      if (!member || member.deactivatedAt) return refuse({ kind: "session-ended" });
      const right = await proveSecondFactor(records, needs, { personId: staffId, proof, for: "step-up", at });
      if (!right.ok) return right;
      await records.sessions.authenticated(sessionId, at);
      return ok({ member, familyId: sessionId, secondFactorAt: at });
    });
    return proved.ok ? ok(await accessOf(accessTokens, proved.value, at)) : proved;
  };
}

export type RenewRecoveryCodes = (request: {
  staffId: string;
  from: Origin;
}) => Promise<Result<string[], { kind: "staff-unknown" | "second-factor-missing" }>>;

export function renewRecoveryCodesWith({ inTransaction, secrets, clock }: Needs): RenewRecoveryCodes {
  return async ({ staffId, from }) => {
    const at = clock();
    return inTransaction(async (records) => {
      await records.hold({ person: staffId });
      const member = await records.staff.find(staffId, at);
      if (!member || member.deactivatedAt) return refuse({ kind: "staff-unknown" });
      if (!(await records.secondFactors.has(staffId))) return refuse({ kind: "second-factor-missing" });
      const codes = await newRecoveryCodes(records, secrets, { personId: staffId, howMany: recoveryCodesAtOnce, at });
      await records.publish([ownAct(member, { action: "staff.recovery-codes-renewed", from, at })]);
      return ok(codes);
    });
  };
}
