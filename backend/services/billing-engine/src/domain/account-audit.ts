import type { AccountEvent, BundleActivated, UsageCharged } from "#domain/account-event";
import { entriesOf } from "#domain/account-event";
import { imbalances } from "#domain/ledger";

/**
 * Checks a history against the rules with arithmetic of its own, so that a mistake in the deciders or in the fold does not also
 * hide it here. Keeps only what is still open, so the longest history fits in memory.
 */
export type AccountAudit = { readonly see: (event: AccountEvent) => string[] };

type AuditedBundle = {
  granted: bigint;
  used: bigint;
  expired: bigint;
  activatedAt: Date;
  expiresAt: Date;
  notices: Set<number>;
};

export function auditOf(customerId: string): AccountAudit {
  let walletCents = 0n;
  let serviceVersion = 0n;
  const bundles = new Map<string, AuditedBundle>();
  const sessions = new Map<string, bigint>();

  const checks: { [T in AccountEvent["type"]]?: (event: Extract<AccountEvent, { type: T }>) => string[] } = {
    WalletToppedUp: ({ paymentId, availableAfterCents }) =>
      problemIf(availableAfterCents !== walletCents, `after ${paymentId} the wallet is not what its entries say`),
    BundleActivated: (event) => {
      bundles.set(event.bundleId, auditedBundle(event));
      return [
        ...problemIf(
          event.availableAfterCents !== walletCents,
          `after ${event.bundleId} the wallet is not what its entries say`,
        ),
        ...problemIf(
          event.netCents + event.vatCents !== event.priceCents,
          `${event.bundleId}: net and VAT are not the price`,
        ),
      ];
    },
    UsageCharged: (event) => [
      ...usedInOrder(event, bundles),
      ...sessionAddsUp(event, sessions),
      ...use(event, bundles),
    ],
    UsageNoticeRaised: ({ bundleId, percent }) => {
      const bundle = bundles.get(bundleId);
      if (!bundle) return [`${bundleId} got a notice and is not open`];
      const repeated = bundle.notices.has(percent);
      bundle.notices.add(percent);
      if (bundle.used === bundle.granted && bundle.notices.has(100)) bundles.delete(bundleId);
      return [
        ...problemIf(repeated, `the notice of ${percent} % of ${bundleId} was raised twice`),
        ...problemIf(
          bundle.used * 100n < bundle.granted * BigInt(percent),
          `the notice of ${percent} % of ${bundleId} came too early`,
        ),
      ];
    },
    BundleExpired: ({ bundleId, octetsExpired, at }) => {
      const bundle = bundles.get(bundleId);
      if (!bundle) return [`${bundleId} expired and is not open`];
      bundles.delete(bundleId);
      return [
        ...problemIf(
          bundle.used + octetsExpired !== bundle.granted,
          `${bundleId}: used and expired are not what was granted`,
        ),
        ...problemIf(bundle.expiresAt > at, `${bundleId} expired before its time`),
      ];
    },
    ServiceStateChanged: ({ service }) => {
      const expected = ++serviceVersion;
      return problemIf(service.version !== expected, `service state ${service.version} came where ${expected} was due`);
    },
  };

  return {
    see(event) {
      for (const entry of entriesOf(event)) if (entry.account === "customer-wallet") walletCents -= entry.amountCents;
      const check = checks[event.type] as ((event: AccountEvent) => string[]) | undefined;
      const problems = [
        ...imbalances(entriesOf(event)).map(
          ({ cents, currency }) => `${event.type}: the entries are out by ${cents} ${currency} cents`,
        ),
        ...problemIf(walletCents < 0n, `${event.type}: the wallet is below zero`),
        ...(check?.(event) ?? []),
      ];
      return problems.map((problem) => `${customerId}: ${problem}`);
    },
  };
}

const auditedBundle = ({ octetsGranted, at, expiresAt }: BundleActivated): AuditedBundle => ({
  granted: octetsGranted,
  used: 0n,
  expired: 0n,
  activatedAt: at,
  expiresAt,
  notices: new Set(),
});

/** A later-expiring bundle is never used while an earlier one that may be used has something left. */
function usedInOrder({ deductions, reportedAt, at }: UsageCharged, bundles: Map<string, AuditedBundle>): string[] {
  const taken = new Map(deductions.map(({ bundleId, octets }) => [bundleId, octets]));
  return deductions.flatMap(({ bundleId }) => {
    const bundle = bundles.get(bundleId);
    if (!bundle) return [`${bundleId} was charged and is not open`];
    if (bundle.expiresAt <= at) return [`${bundleId} was charged after its expiry`];
    return [...bundles]
      .filter(
        ([, other]) => other.expiresAt < bundle.expiresAt && other.expiresAt > at && other.activatedAt <= reportedAt,
      )
      .filter(([id, other]) => other.used + (taken.get(id) ?? 0n) < other.granted)
      .map(([id]) => `${bundleId} was charged although ${id} expires earlier`);
  });
}

function sessionAddsUp(event: UsageCharged, sessions: Map<string, bigint>): string[] {
  const before = sessions.get(event.sessionId);
  const total = event.octetsDown + event.octetsUp;
  // A session that ended hardly ever comes back; forgetting it bounds the memory, and its next report is then not compared.
  if (event.endedAt) sessions.delete(event.sessionId);
  else sessions.set(event.sessionId, total);
  const fromBundles = event.deductions.reduce((sum, { octets }) => sum + octets, 0n);
  const change = event.octetsCharged + event.octetsFree;
  return [
    ...problemIf(fromBundles !== event.octetsCharged, `${event.sessionId}: the deductions are not what was charged`),
    ...problemIf(before !== undefined && before + change !== total, `${event.sessionId}: charged twice or not at all`),
  ];
}

function use({ deductions }: UsageCharged, bundles: Map<string, AuditedBundle>): string[] {
  return deductions.flatMap(({ bundleId, octets }) => {
    const bundle = bundles.get(bundleId);
    if (bundle) bundle.used += octets;
    return problemIf(bundle !== undefined && bundle.used > bundle.granted, `${bundleId}: more was used than granted`);
  });
}

const problemIf = (wrong: boolean, problem: string): string[] => (wrong ? [problem] : []);
