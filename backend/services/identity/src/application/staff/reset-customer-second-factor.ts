import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction } from "#application/ports";
import { managing } from "#application/staff/managing";
import type { Actor } from "#domain/events";
import { customerPerson } from "#domain/person";

export type ResetCustomerSecondFactor = (request: {
  by: Extract<Actor, { kind: "staff" }>;
  customerId: string;
  reason: string;
}) => Promise<Result<true, { kind: "reason-missing" | "customer-unknown" | "permission-missing" }>>;

/** The customer who has lost phone and recovery codes. Passkeys go too: they may have been on the same phone. */
export function resetCustomerSecondFactorWith(needs: {
  inTransaction: InTransaction;
  clock: () => Date;
}): ResetCustomerSecondFactor {
  const { inTransaction, clock } = needs;
  return async ({ by, customerId, reason: text }) => {
    const reason = text.trim().slice(0, 500);
    if (reason === "") return refuse({ kind: "reason-missing" });
    return inTransaction(async (records) => {
      const at = clock();
      const member = await managing(records, by.staffId, at, "customers.restrict");
      if (!member.ok) return member;
      if (!(await records.customers.find(customerId))) return refuse({ kind: "customer-unknown" });
      await records.hold({ person: customerId });
      await records.secondFactors.forget(customerId);
      await records.attempts.forget({ secondFactorOf: customerId });
      const person = customerPerson(customerId);
      await records.sessions.endAll(person, "second-factor-reset", at);
      const subject = { kind: "customer", id: customerId } as const;
      await records.publish([
        { type: "AccessEnded", at, person },
        { type: "StaffActed", at, by, action: "customer.second-factor-reset", subject, reason },
      ]);
      return ok(true);
    });
  };
}
