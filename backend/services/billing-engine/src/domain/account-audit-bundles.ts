import type { AccountAudit } from "#domain/account-audit";
import { useInOrder } from "#domain/account-audit-order";
import type { HeardOf } from "#domain/account-audit-sessions";
import { type AuditedBundle, bundleOf, isDone, leftOf, thresholdsReached, unearnedCents } from "#domain/audited-bundle";
import { type AccountEvent, type AccountEventOf, type Deduction, entriesOf } from "#domain/account-event";
import { checkedBy, problemIf } from "#domain/audit-checks";
import { reservationAudit } from "#domain/account-audit-reservations";

/**
 * Of each bundle, what was used, sent, expired and is left is what was granted; notices go out once and when they are due; and what the
 * ledger defers is what the open bundles have not earned.
 */
export function bundleAudit(heardOf: HeardOf): AccountAudit {
  let deferredCents = 0n;
  let unearned = 0n;
  const bundles = new Map<string, AuditedBundle>();
  const owed = new Set<string>();
  const members = new Map<string, { limitOctets: bigint | null; used: bigint }>();
  const reservations = reservationAudit(bundles);

  /** Changes a bundle, and what it leaves unearned with it. */
  function change(bundle: AuditedBundle, how: () => void): void {
    unearned -= unearnedCents(bundle);
    how();
    unearned += unearnedCents(bundle);
  }
  function close(bundleId: string, bundle: AuditedBundle): void {
    unearned -= unearnedCents(bundle);
    bundles.delete(bundleId);
  }

  function begun(bundleId: string, bundle: AuditedBundle): string[] {
    const repeated = bundles.has(bundleId);
    bundles.set(bundleId, bundle);
    unearned += unearnedCents(bundle);
    return problemIf(repeated, `${bundleId} began twice`);
  }

  function use(deductions: readonly Deduction[], at: Date): string[] {
    return deductions.flatMap(({ bundleId, octets }) => {
      const bundle = bundles.get(bundleId);
      if (!bundle) return [];
      change(bundle, () => {
        bundle.used += octets;
        if (at > bundle.earnedUpTo) bundle.earnedUpTo = at;
      });
      for (const percent of thresholdsReached(bundle)) owed.add(`${percent} % of ${bundleId}`);
      return [
        ...problemIf(octets <= 0n, `${bundleId} was charged nothing`),
        ...problemIf(leftOf(bundle) < 0n, `${bundleId}: more was used than granted`),
        ...problemIf(
          leftOf(bundle) >= 0n && leftOf(bundle) < reservations.octetsOf(bundleId),
          `${bundleId}: what another session had reserved was used`,
        ),
      ];
    });
  }

  function memberUse({ memberId, octets, deductions }: AccountEventOf<"SharedUsageCharged">): string[] {
    const member = members.get(memberId);
    if (!member) return [`${memberId} used shared bundles and is no member`];
    member.used += octets;
    const paid = deductions.reduce((sum, deduction) => sum + deduction.octets, 0n);
    const beyond = member.limitOctets !== null && member.used > member.limitOctets;
    return [
      ...problemIf(paid !== octets, `${memberId}: the deductions are not what was charged`),
      ...problemIf(beyond, `${memberId} used more of the shared bundles than allowed`),
    ];
  }

  const check = checkedBy({
    BundleActivated(event) {
      const { bundleId, netCents, vatCents, priceCents, plan, order, octetsGranted } = event;
      const promised = plan.allowances[order]?.octets;
      return [
        ...begun(bundleId, bundleOf({ ...event, octets: octetsGranted, rolledOver: 0 })),
        ...problemIf(netCents + vatCents !== priceCents, `${bundleId}: net and VAT are not the price`),
        ...problemIf(promised !== null && promised !== octetsGranted, `${bundleId} is not what its plan promises`),
      ];
    },
    DataReceived: (event) => begun(event.bundleId, bundleOf(event)),
    DataSent({ bundleId, octets, netCents, at }) {
      const bundle = bundles.get(bundleId);
      if (!bundle) return [`${bundleId} was sent and is not open`];
      change(bundle, () => {
        bundle.sent += octets;
        bundle.netCents -= netCents;
      });
      const left = leftOf(bundle);
      if (left === 0n) close(bundleId, bundle);
      return [
        ...problemIf(octets <= 0n || netCents < 0n, `${bundleId}: less than nothing was sent`),
        ...problemIf(left < 0n, `${bundleId}: more was sent than is left`),
        ...problemIf(left >= 0n && left < reservations.octetsOf(bundleId), `${bundleId}: what is reserved was sent`),
        ...problemIf(bundle.promotional || bundle.uncapped, `${bundleId} cannot be sent and was`),
        ...problemIf(bundle.expiresAt <= at, `${bundleId} was sent after its expiry`),
      ];
    },
    UsageCharged(event) {
      reservations.settle(event.sessionId);
      const from = heardOf(event.sessionId) ?? event.startedAt;
      const order = useInOrder(event.deductions, bundles, {
        at: event.at,
        during: { from, to: event.reportedAt },
        octetsReserved: reservations.octetsOf,
      });
      return [...order, ...use(event.deductions, event.at)];
    },
    SharedUsageCharged(event) {
      const order = useInOrder(event.deductions, bundles, {
        at: event.at,
        during: undefined,
        octetsReserved: reservations.octetsOf,
      });
      return [...order, ...use(event.deductions, event.at), ...memberUse(event)];
    },
    UsageNoticeRaised({ bundleId, percent }) {
      const bundle = bundles.get(bundleId);
      if (!bundle) return [`${bundleId} got a notice and is not open`];
      const repeated = bundle.notices.has(percent);
      const early = bundle.used * 100n < (bundle.granted - bundle.sent) * BigInt(percent);
      bundle.notices.add(percent);
      owed.delete(`${percent} % of ${bundleId}`);
      if (isDone(bundle)) close(bundleId, bundle);
      return [
        ...problemIf(repeated, `the notice of ${percent} % of ${bundleId} was raised twice`),
        ...problemIf(early, `the notice of ${percent} % of ${bundleId} came too early`),
      ];
    },
    BundleRolledOver({ bundleId, octetsCarried, expiresAt, at }) {
      const bundle = bundles.get(bundleId);
      if (!bundle) return [`${bundleId} was carried over and is not open`];
      const early = bundle.expiresAt > at;
      const validityMs = expiresAt.getTime() - bundle.expiresAt.getTime();
      const { shortestMs, longestMs } = bundle.validity;
      const otherTerms = validityMs < shortestMs || validityMs > longestMs;
      bundle.expiresAt = expiresAt;
      bundle.rolledOver += 1;
      return [
        ...problemIf(early, `${bundleId} was carried over before its expiry`),
        ...problemIf(otherTerms, `${bundleId} was carried over for longer or shorter than its plan says`),
        ...problemIf(bundle.rolledOver > bundle.rollovers, `${bundleId} was carried over too often`),
        ...problemIf(octetsCarried !== leftOf(bundle), `${bundleId}: what was carried over is not what was left`),
      ];
    },
    BundleExpired({ bundleId, octetsExpired, at }) {
      const bundle = bundles.get(bundleId);
      if (!bundle) return [`${bundleId} expired and is not open`];
      close(bundleId, bundle);
      const due = !bundle.uncapped && bundle.rolledOver < bundle.rollovers && octetsExpired > 0n;
      return [
        ...problemIf(octetsExpired !== leftOf(bundle), `${bundleId}: used and expired are not what was granted`),
        ...problemIf(bundle.expiresAt > at, `${bundleId} expired before its time`),
        ...problemIf(due, `${bundleId} expired and was to be carried over`),
      ];
    },
    DataReserved: (event) => reservations.begun(event),
    DataReservationEnded: (event) => reservations.ended(event),
    MemberAdded({ memberId, limitOctets }) {
      members.set(memberId, { limitOctets, used: members.get(memberId)?.used ?? 0n });
      return [];
    },
    MemberRemoved({ memberId }) {
      return problemIf(!members.delete(memberId), `${memberId} was removed and is no member`);
    },
  });

  /** A notice follows the use that it is about in the same breath. */
  function forgotten(event: AccountEvent): string[] {
    if (owed.size === 0 || event.type === "UsageNoticeRaised" || event.type === "DataReservationEnded") return [];
    const problems = [...owed].map((notice) => `the notice of ${notice} was never raised`);
    owed.clear();
    return problems;
  }

  return {
    see(event) {
      for (const entry of entriesOf(event))
        if (entry.account === "deferred-revenue") deferredCents -= entry.amountCents;
      const problems = [...forgotten(event), ...check(event)];
      if (deferredCents !== unearned) {
        problems.push(`${event.type}: ${deferredCents} cents are deferred, and the bundles have ${unearned} to earn`);
        // Said once, where it went wrong.
        deferredCents = unearned;
      }
      return problems;
    },
  };
}
