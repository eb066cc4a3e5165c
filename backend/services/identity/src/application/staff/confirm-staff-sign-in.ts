import { ok, type Result, refuse } from "@beacom/result";
import { openSession } from "#application/open-session";
import type { AccessTokens, InTransaction, NewId } from "#application/ports";
import { type ProvesSecondFactors, proveSecondFactor, type SecondFactorProof } from "#application/prove-second-factor";
import { type StaffSignedIn, staffSignedIn } from "#application/staff/staff-session";
import type { Origin } from "#domain/events";
import { staffPerson } from "#domain/person";
import { decideChallenge, type SecondFactorRefusal } from "#domain/second-factor";
import { ownAct } from "#domain/staff-acts";

export type ConfirmStaffSignInRefusal = SecondFactorRefusal | { kind: "challenge-ended" };
export type ConfirmStaffSignIn = (request: {
  challenge: string;
  proof: SecondFactorProof;
  from: Origin;
}) => Promise<Result<StaffSignedIn, ConfirmStaffSignInRefusal>>;

/** Proves the second factor and opens a session. A wrong code leaves the challenge open, as long as it and the attempts last. */
export function confirmStaffSignInWith(
  needs: ProvesSecondFactors & {
    inTransaction: InTransaction;
    accessTokens: AccessTokens;
    newId: NewId;
    clock: () => Date;
  },
): ConfirmStaffSignIn {
  const { inTransaction, secrets, accessTokens, newId, clock } = needs;
  return async ({ challenge, proof, from }) => {
    const at = clock();
    const challengeHash = secrets.tokenHash(challenge);
    const opened = await inTransaction(async (records) => {
      const open = decideChallenge(await records.secondFactors.holdChallenge(challengeHash), at);
      if (!open.ok) return open;
      const { personId, device } = open.value;
      const proved = await proveSecondFactor(records, needs, { personId, proof, for: "second-factor", at });
      if (!proved.ok) return proved;
      await records.secondFactors.useChallenge(challengeHash, at);
      const member = await records.staff.find(personId, at);
      if (!member || member.deactivatedAt) return refuse({ kind: "challenge-ended" });
      const session = await openSession(
        records,
        { secrets, newId },
        { person: staffPerson(personId), device, secondFactorAt: at, at },
      );
      const recoveryCodesLeft = await records.secondFactors.recoveryCodesLeft(personId);
      await records.publish([
        ownAct(member, { action: "staff.signed-in", from, at, after: { device, secondFactor: proof.by } }),
      ]);
      return ok({ member, ...session, secondFactorAt: at, recoveryCodesLeft });
    });
    return opened.ok ? ok(await staffSignedIn(accessTokens, opened.value, at)) : opened;
  };
}
