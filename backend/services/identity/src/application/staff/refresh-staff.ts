import { ok, type Result, refuse } from "@beacom/result";
import type { AccessTokens, InTransaction, OneTimeSecrets } from "#application/ports";
import { type Reused, rotateSession } from "#application/rotate-session";
import { type StaffSignedIn, staffSignedIn } from "#application/staff/staff-session";
import type { RefreshRefusal } from "#domain/token-family";

export type RefreshStaff = (request: { refreshToken: string }) => Promise<Result<StaffSignedIn, RefreshRefusal>>;

export function refreshStaffWith(needs: {
  inTransaction: InTransaction;
  secrets: OneTimeSecrets;
  accessTokens: AccessTokens;
  clock: () => Date;
  reused: Reused;
}): RefreshStaff {
  const { inTransaction, secrets, accessTokens, clock, reused } = needs;
  return async ({ refreshToken }) => {
    const at = clock();
    const refreshed = await inTransaction(async (records) => {
      const rotated = await rotateSession(records, { secrets, reused }, { refreshToken, kind: "staff", at });
      if (!rotated.ok) return rotated;
      const { personId, secondFactorAt, ...session } = rotated.value;
      const member = await records.staff.find(personId, at);
      // A session of staff without a second factor is never opened.
      if (!member || member.deactivatedAt || !secondFactorAt) return refuse({ kind: "session-ended" });
      const recoveryCodesLeft = await records.secondFactors.recoveryCodesLeft(personId);
      return ok({ member, ...session, secondFactorAt, recoveryCodesLeft });
    });
    return refreshed.ok ? ok(await staffSignedIn(accessTokens, refreshed.value, at)) : refreshed;
  };
}
