import type { LedgerHistory } from "#application/ledger-history";
import type { ProjectionsRebuild, ReplayedFact } from "#application/projections";
import type { Snapshots } from "#application/snapshots";
import type { Happened } from "#application/streams";
import { auditOf } from "#domain/account-audit";
import type { AccountEvent } from "#domain/account-event";
import { entriesOf } from "#domain/account-event";
import type { ApprovalEvent } from "#domain/approvals/approval";
import { approvalAuditOf } from "#domain/approvals/approval-audit";
import { imbalances } from "#domain/ledger";
import { ledgerAudit } from "#domain/ledger-audit";
import { postpaidAuditOf } from "#domain/postpaid/postpaid-audit";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { resellerAuditOf } from "#domain/resellers/reseller-audit";
import type { ResellerEvent } from "#domain/resellers/reseller-event";
import type { VoucherBatchEvent } from "#domain/vouchers/batch-event";
import type { VoucherEvent } from "#domain/vouchers/voucher";
import { batchAuditOf, voucherAuditOf } from "#domain/vouchers/voucher-audit";

export type LedgerReport = {
  readonly balanced: boolean;
  readonly chainIntact: boolean;
  /** The hash of the last event; empty if the chain is broken. */
  readonly chainHead: string;
  readonly rebuildEqualsLive: boolean;
  readonly events: bigint;
  readonly transactions: bigint;
  /** In words, the first hundred. */
  readonly problems: readonly string[];
};
export type VerifyLedgerUseCase = (
  signal?: AbortSignal,
  /** Told of each event that was replayed. */
  progress?: (events: bigint) => void,
) => Promise<LedgerReport>;

const problemsTold = 100;

/** Replays every event against the rules, and into new projections and snapshots that must equal the live ones. */
export const verifyLedgerWith =
  (ports: { history: LedgerHistory; projections: ProjectionsRebuild; snapshots: Snapshots }): VerifyLedgerUseCase =>
  async (signal, progress) => {
    const { history, projections, snapshots } = ports;
    const chain = await history.chain();
    const audit = auditOfAll(signal);
    const compared = async () => [
      ...(await projections.compare((fact) => {
        const seen = audit.see(fact);
        progress?.(seen);
      })),
      ...(await snapshots.compare(signal)),
    ];
    const differences = await compared().catch((error: unknown) => {
      signal?.throwIfAborted();
      // An altered event may not even be readable. With an intact chain it is a fault of ours.
      if (chain.intact) throw error;
      return [`the history cannot be replayed: ${error instanceof Error ? error.message : String(error)}`];
    });
    const { events, transactions, problems } = audit.found(differences.length > 0 && !chain.intact);
    return {
      balanced: problems.length === 0,
      chainIntact: chain.intact,
      chainHead: chain.intact ? chain.head : "",
      rebuildEqualsLive: differences.length === 0,
      events,
      transactions,
      problems: [...(chain.intact ? [] : [chain.problem]), ...problems, ...differences].slice(0, problemsTold),
    };
  };

/** Checks one history against the rules, event by event, with arithmetic of its own. */
export type Audit = { readonly see: (event: Happened) => string[] };

/** How each kind of history is audited. */
const auditors: Readonly<Record<string, (id: string) => Audit>> = {
  account: (customerId) => {
    const audit = auditOf(customerId);
    return { see: (event) => audit.see(event as AccountEvent) };
  },
  postpaid: (customerId) => {
    const audit = postpaidAuditOf(customerId);
    return { see: (event) => audit.see(event as PostpaidEvent) };
  },
  "voucher-batch": (batchId) => {
    const audit = batchAuditOf(batchId);
    return { see: (event) => audit.see(event as VoucherBatchEvent) };
  },
  voucher: (voucherId) => {
    const audit = voucherAuditOf(voucherId);
    return { see: (event) => audit.see(event as VoucherEvent) };
  },
  reseller: (resellerId) => {
    const audit = resellerAuditOf(resellerId);
    return { see: (event) => audit.see(event as ResellerEvent) };
  },
  approval: (approvalId) => {
    const audit = approvalAuditOf(approvalId);
    return { see: (event) => audit.see(event as ApprovalEvent) };
  },
};

/** Of any other kind, at least the entries of each event add up to nothing. */
const unaudited = (stream: string): Audit => ({
  see: (event) =>
    imbalances(entriesOf(event)).map(
      ({ cents, currency }) => `${stream}: ${event.type}: the entries are out by ${cents} ${currency} cents`,
    ),
});

function auditOfAll(signal: AbortSignal | undefined) {
  const audits = new Map<string, Audit>();
  const book = ledgerAudit();
  const problems: string[] = [];
  let events = 0n;
  let transactions = 0n;
  return {
    /** How many there were so far. */
    see(fact: ReplayedFact): bigint {
      signal?.throwIfAborted();
      events += 1n;
      if (entriesOf(fact.event).length > 0) transactions += 1n;
      const stream = `${fact.name}/${fact.id}`;
      const audit = audits.get(stream) ?? auditors[fact.name]?.(fact.id) ?? unaudited(stream);
      audits.set(stream, audit);
      const found = [...audit.see(fact.event), ...book.see(fact)];
      if (problems.length < problemsTold) problems.push(...found);
      return events;
    },
    /** Of a replay that broke off, the whole cannot be judged. */
    found: (isPartial: boolean) => ({
      events,
      transactions,
      problems: isPartial ? problems : [...problems, ...book.atTheEnd()],
    }),
  };
}
