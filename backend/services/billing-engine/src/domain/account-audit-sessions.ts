import type { AccountAudit } from "#domain/account-audit";
import type { AccountEventOf } from "#domain/account-event";
import { checkedBy, problemIf } from "#domain/audit-checks";

/** When a session that is still open was heard of last. */
export type HeardOf = (sessionId: string) => Date | undefined;

type Tariff = {
  readonly planId: string;
  readonly unitOctets: bigint;
  readonly unitCents: bigint;
  readonly limitCents: bigint | null;
  readonly onAccount: boolean;
  octets: bigint;
  cents: bigint;
  /** At the tariffs that it was moved from. */
  readonly earlierCents: bigint;
};

/** Sessions add up, somebody's bundles are used only by members, and use without a bundle is charged only while it is allowed. */
export function sessionAudit(): { readonly audit: AccountAudit; readonly heardOf: HeardOf } {
  const sessions = new Map<string, { readonly octets: bigint; readonly lastReportAt: Date }>();
  let currency = "";
  let tariff: Tariff | undefined;
  const unbilled = new Map<string, { readonly octets: bigint; readonly cents: bigint; readonly netCents: bigint }>();
  let ownerId: string | undefined;

  function addsUp(event: AccountEventOf<"UsageCharged">): string[] {
    const { sessionId, reportedAt, deductions, shared, outOfBundle, octetsCharged, octetsFree } = event;
    const before = sessions.get(sessionId);
    const total = event.octetsDown + event.octetsUp;
    const lastReportAt = before && before.lastReportAt > reportedAt ? before.lastReportAt : reportedAt;
    // A session that ended hardly ever comes back; forgetting it bounds the memory, and its next report is then not compared.
    if (event.endedAt) sessions.delete(sessionId);
    else sessions.set(sessionId, { octets: total, lastReportAt });
    const paid =
      deductions.reduce((sum, { octets }) => sum + octets, 0n) + (shared?.octets ?? 0n) + (outOfBundle?.octets ?? 0n);
    const change = octetsCharged + octetsFree;
    return [
      ...problemIf(paid !== octetsCharged, `${sessionId}: the deductions are not what was charged`),
      ...problemIf(octetsFree < 0n || change < 0n, `${sessionId}: less than nothing was charged`),
      ...problemIf(
        before !== undefined && before.octets + change !== total,
        `${sessionId}: charged twice or not at all`,
      ),
    ];
  }

  function outOfBundle({ sessionId, outOfBundle: used, entries }: AccountEventOf<"UsageCharged">): string[] {
    if (!used) return [];
    if (!tariff) return [`${sessionId} was charged out of bundle, which nobody had allowed`];
    tariff.octets += used.octets;
    tariff.cents += used.cents;
    const accrued = entries.reduce((sum, e) => (e.account === "accrued-revenue" ? sum + e.amountCents : sum), 0n);
    if (tariff.onAccount) {
      const { octets, cents, netCents } = unbilled.get(tariff.planId) ?? { octets: 0n, cents: 0n, netCents: 0n };
      const now = { octets: octets + used.octets, cents: cents + used.cents, netCents: netCents + accrued };
      unbilled.set(tariff.planId, now);
    }
    const fromWallet = entries.reduce((sum, e) => (e.account === "customer-wallet" ? sum + e.amountCents : sum), 0n);
    const due = (tariff.octets * tariff.unitCents) / tariff.unitOctets;
    const beyond = tariff.limitCents !== null && tariff.earlierCents + tariff.cents > tariff.limitCents;
    return [
      ...problemIf(tariff.cents !== due, `${sessionId}: ${tariff.cents} cents were charged out of bundle, not ${due}`),
      ...problemIf(beyond, `${sessionId}: more was charged out of bundle than allowed`),
      ...problemIf(fromWallet !== 0n && fromWallet !== used.cents, `${sessionId}: the wallet did not pay what it cost`),
    ];
  }

  return {
    heardOf: (sessionId) => sessions.get(sessionId)?.lastReportAt,
    audit: {
      see: checkedBy({
        AccountOpened(event) {
          ({ currency } = event);
          return [];
        },
        UsageCharged(event) {
          const { shared, sessionId } = event;
          const notMember = shared !== null && shared.ownerId !== ownerId;
          return [
            ...addsUp(event),
            ...problemIf(notMember, `${sessionId} used what ${shared?.ownerId} does not share with it`),
            ...outOfBundle(event),
          ];
        },
        OutOfBundleAllowed({ plan, limitCents, payer }) {
          const price = plan.tariff?.unitPrices.find((candidate) => candidate.currency === currency);
          if (!plan.tariff || !price) {
            tariff = undefined;
            return [`${plan.planId} has no tariff and was agreed to`];
          }
          const { unitOctets } = plan.tariff;
          const terms = {
            planId: plan.planId,
            unitOctets,
            unitCents: price.priceCents,
            limitCents,
            onAccount: payer === "invoice",
          };
          tariff = { ...terms, octets: 0n, cents: 0n, earlierCents: 0n };
          return [];
        },
        OutOfBundleMoved({ plan: { planId, tariff: next } }) {
          const price = next?.unitPrices.find((candidate) => candidate.currency === currency);
          const before = tariff;
          if (!before || !next || !price) return [`an agreement that is not there, or to no price, moved to ${planId}`];
          const { unitOctets } = next;
          const moved = { planId, unitOctets, unitCents: price.priceCents, octets: 0n, cents: 0n };
          tariff = { ...before, ...moved, earlierCents: before.earlierCents + before.cents };
          const dearer = moved.unitCents * before.unitOctets > before.unitCents * unitOctets;
          return problemIf(dearer, `an agreement moved to ${planId}, which is dearer, and nobody agreed to that`);
        },
        OutOfBundleForbidden() {
          tariff = undefined;
          return [];
        },
        UsageBilled({ chargeId, planId, octets, cents, netCents }) {
          const used = unbilled.get(planId);
          const wrong = used?.octets !== octets || used.cents !== cents || used.netCents !== netCents;
          unbilled.delete(planId);
          if (tariff?.onAccount) tariff = { ...tariff, octets: 0n, cents: 0n, earlierCents: 0n };
          return problemIf(wrong, `${chargeId} does not bill what was used out of bundle`);
        },
        PoolJoined(event) {
          const another = ownerId;
          ({ ownerId } = event);
          return problemIf(another !== undefined, `a member of ${another} joined ${ownerId}`);
        },
        PoolLeft(event) {
          const wrong = ownerId !== event.ownerId;
          ownerId = undefined;
          return problemIf(wrong, `${event.ownerId} was left and never joined`);
        },
      }),
    },
  };
}
