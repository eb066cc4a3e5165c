import type { Currency } from "@beacom/money";
import { ok, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { accountOf } from "#application/accounts";
import type { StreamOf, Streams } from "#application/streams";
import type { Account, ChargedSession } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";
import { decideChargeReports, type ReportsRefusal, type UsageReport } from "#domain/charge-usage";

/** Sessions that an account no longer remembers; null if there never was one. */
export type SessionArchive = {
  find(customerId: string, sessionId: string): Promise<ChargedSession | null>;
};
export type ChargeUsageUseCase = (
  customerId: string,
  reports: readonly UsageReport[],
  traceparent?: string,
) => Promise<readonly AccountEvent[]>;

/**
 * Charges one account's reports, in the order in which they came, in one append, and in the same one the account of whoever shares
 * bundles with it. Other members are told after it (`bundlesUsed`); who is not, because of a crash, is found by the next look.
 */
export const chargeUsageWith =
  (ports: {
    streams: Streams;
    archive: SessionArchive;
    clock: Clock;
    currency: Currency;
    vatToday: () => bigint;
    sharedChanged: (ownerId: string) => void;
  }): ChargeUsageUseCase =>
  async (customerId, reports, traceparent = "") => {
    const { streams, archive, clock, currency, vatToday, sharedChanged } = ports;
    const before = new Map<string, ChargedSession | null>();
    let ownerId: string | undefined;
    for (;;) {
      const account = accountOf(customerId);
      const read: Read = ownerId === undefined ? { account } : { account, owner: accountOf(ownerId) };
      const result = await streams.change<Read, ReportsRefusal | OwnerWanted>({
        key: (events) => keyOf(events.account ?? []),
        traceparent,
        read,
        decide(states) {
          const wanted = states.account?.pool?.ownerId;
          if (wanted !== ownerId) return refuse({ kind: "owner-wanted", ownerId: wanted });
          const context = { customerId, currency, vatBasisPoints: vatToday(), at: clock(), before };
          return written(decideChargeReports(states.account, reports, { ...context, owner: states.owner }));
        },
      });
      if (result.ok) {
        const { events } = result.value;
        if (events.owner?.some(({ type }) => type === "SharedTermsChanged")) sharedChanged(ownerId!);
        if (events.account?.some(({ type }) => type === "SharedTermsChanged")) sharedChanged(customerId);
        return events.account ?? [];
      }
      // Somebody else charged exactly these totals: there is nothing left to do.
      if (result.error.kind === "command-repeated") return [];
      if (result.error.kind === "owner-wanted") ownerId = result.error.ownerId;
      else before.set(result.error.sessionId, await archive.find(customerId, result.error.sessionId));
    }
  };

type AccountStream = StreamOf<Account, AccountEvent>;
type Read = { readonly account: AccountStream; readonly owner?: AccountStream };
type OwnerWanted = { readonly kind: "owner-wanted"; readonly ownerId: string | undefined };

function written(decided: ReturnType<typeof decideChargeReports>) {
  if (!decided.ok) return decided;
  const { events, account, owner } = decided.value;
  return ok({
    events: { account: events, ...(owner && { owner: owner.events }) },
    after: { account, ...(owner && { owner: owner.account }) },
  });
}

/** Of the last report that changes something: totals only rise, so no two changes of a session have the same key. */
function keyOf(events: readonly AccountEvent[]): string {
  const last = events.findLast((event) => event.type === "UsageCharged");
  if (!last) throw new Error("usage was charged without a charge");
  return `usage:${last.sessionId}:${last.octetsDown}:${last.octetsUp}${last.endedAt ? ":end" : ""}`;
}
