import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction } from "#application/ports";
import type { Actor } from "#domain/events";
import { staffPerson } from "#domain/person";
import { acting } from "#application/staff/acting";
import { coversRightsOf } from "#domain/staff";

export type ResetSecondFactorRefusal = {
  kind: "reason-missing" | "staff-unknown" | "permission-missing" | "not-on-oneself" | "more-rights-than-yours";
};
export type ResetSecondFactor = (request: {
  by: Actor;
  staffId: string;
  reason: string;
}) => Promise<Result<true, ResetSecondFactorRefusal>>;

/**
 * The lost phone. Whoever resets could enrol a second factor in the other's place if they knew the password as well, so they need the other's
 * rights; on oneself it would make a stolen session a stolen account.
 */
export function resetSecondFactorWith({
  inTransaction,
  clock,
}: {
  inTransaction: InTransaction;
  clock: () => Date;
}): ResetSecondFactor {
  return async ({ by, staffId, reason: text }) => {
    const reason = text.trim();
    if (reason === "") return refuse({ kind: "reason-missing" });
    const at = clock();
    return inTransaction(async (records) => {
      const member = await records.staff.find(staffId, at);
      if (!member) return refuse({ kind: "staff-unknown" });
      if (by.kind === "staff" && by.staffId === staffId) return refuse({ kind: "not-on-oneself" });
      const actor = await acting(records, by, at);
      if (!actor.ok) return actor;
      if (!coversRightsOf(actor.value, member)) return refuse({ kind: "more-rights-than-yours" });
      await records.hold({ person: staffId });
      await records.secondFactors.forget(staffId);
      await records.attempts.forget({ secondFactorOf: staffId });
      await records.sessions.endAll(staffPerson(staffId), "second-factor-reset", at);
      const subject = { kind: "staff", id: staffId } as const;
      await records.publish([
        { type: "AccessEnded", at, person: staffPerson(staffId) },
        { type: "StaffActed", at, by, action: "staff.second-factor-reset", subject, reason },
      ]);
      return ok(true);
    });
  };
}
