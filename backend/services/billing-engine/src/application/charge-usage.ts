import type { Currency } from "@beacom/money";
import type { Clock } from "@beacom/time";
import type { Accounts } from "#application/accounts";
import type { ChargedSession } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";
import { decideChargeReports, type ReportsRefusal, type UsageReport } from "#domain/charge-usage";
import type { Decision } from "#domain/decision";

/** Sessions that an account no longer remembers; null if there never was one. */
export type SessionArchive = {
  find(customerId: string, sessionId: string): Promise<ChargedSession | null>;
};
export type ChargeUsageUseCase = (
  customerId: string,
  reports: readonly UsageReport[],
  traceparent?: string,
) => Promise<readonly AccountEvent[]>;

/** Charges one account's reports, in the order in which they came, in one append. */
export const chargeUsageWith =
  ({
    accounts,
    archive,
    clock,
    currency,
  }: {
    accounts: Accounts;
    archive: SessionArchive;
    clock: Clock;
    currency: Currency;
  }): ChargeUsageUseCase =>
  async (customerId, reports, traceparent = "") => {
    const before = new Map<string, ChargedSession | null>();
    for (;;) {
      const result = await accounts.change<ReportsRefusal>({
        customerId,
        key: keyOf,
        traceparent,
        decide: (account) => decideChargeReports(account, reports, { customerId, currency, at: clock(), before }),
      });
      if (result.ok) return result.value.events;
      // Somebody else charged exactly these totals: there is nothing left to do.
      if (result.error.kind === "command-repeated") return [];
      const { sessionId } = result.error;
      before.set(sessionId, await archive.find(customerId, sessionId));
    }
  };

/** Of the last report that changes something: totals only rise, so no two changes of a session have the same key. */
function keyOf(events: Decision["events"]): string {
  const last = events.findLast((event) => event.type === "UsageCharged");
  if (!last) throw new Error("usage was charged without a charge");
  return `usage:${last.sessionId}:${last.octetsDown}:${last.octetsUp}${last.endedAt ? ":end" : ""}`;
}
