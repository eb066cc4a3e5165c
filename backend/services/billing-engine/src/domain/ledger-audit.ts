import type { Currency } from "@beacom/money";
import { type AccountEvent, entriesOf } from "#domain/account-event";
import { problemIf } from "#domain/audit-checks";
import type { LedgerAccount } from "#domain/ledger";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";

/** An event of any kind with the history that it belongs to. */
export type AuditedFact = {
  readonly name: string;
  readonly id: string;
  readonly event: { readonly type: string };
};
export type LedgerAudit = {
  readonly see: (fact: AuditedFact) => string[];
  /** What is wrong once everything has been seen. */
  readonly atTheEnd: () => string[];
};

/** Checks what no history can tell alone: that the whole ledger adds up, and that what went from one to another arrived. */
export function ledgerAudit(): LedgerAudit {
  const sums = new Map<Currency, bigint>();
  const clearing = new Map<Currency, bigint>();
  const inFlight = new Map<string, InFlight>();
  const sharedOctets = new Map<string, bigint>();

  function depart(transferId: string, departed: InFlight): string[] {
    const other = inFlight.get(transferId);
    if (!other) {
      inFlight.set(transferId, departed);
      return [];
    }
    inFlight.delete(transferId);
    return problemIf(!isOppositeOf(other, departed), `${transferId}: what was sent is not what was received`);
  }
  const share = (ownerId: string, memberId: string, octets: bigint) =>
    addTo(sharedOctets, `${memberId} used of ${ownerId}`, octets);

  /** What the account hands over and the customer's bill takes is one amount. */
  function billed(id: string, event: PostpaidEvent): string[] {
    if (event.type !== "UsageChargedInArrears") return [];
    if (!event.entries.some(({ account }) => account === "transfer-clearing")) return [];
    return depart(event.chargeId, { from: id, to: id, isSent: false, what: useText(event.grossCents, event.netCents) });
  }

  function movedBetween(id: string, event: AccountEvent): string[] {
    switch (event.type) {
      case "DataSent":
        return depart(event.transferId, {
          from: id,
          to: event.toCustomerId,
          isSent: true,
          what: `${event.octets} octets, ${event.netCents} cents`,
        });
      case "DataReceived":
        return depart(event.transferId, {
          from: event.fromCustomerId,
          to: id,
          isSent: false,
          what: `${event.octets} octets, ${event.netCents} cents`,
        });
      case "WalletDebited":
        if (event.purpose !== "transfer") return [];
        return depart(event.movementId, {
          from: id,
          to: event.reference,
          isSent: true,
          what: `${event.amountCents} cents`,
        });
      case "WalletCredited":
        if (event.source !== "transfer") return [];
        return depart(event.movementId, {
          from: event.reference,
          to: id,
          isSent: false,
          what: `${event.amountCents} cents`,
        });
      case "UsageBilled":
        return depart(event.chargeId, { from: id, to: id, isSent: true, what: useText(event.cents, event.netCents) });
      case "UsageCharged":
        if (event.shared) share(event.shared.ownerId, id, event.shared.octets);
        return [];
      case "SharedUsageCharged":
        share(id, event.memberId, -event.octets);
        return [];
      default:
        return [];
    }
  }

  return {
    see({ name, id, event }) {
      const problems =
        name === "account"
          ? movedBetween(id, event as AccountEvent)
          : name === "postpaid"
            ? billed(id, event as PostpaidEvent)
            : [];
      for (const { account, amountCents, currency } of entriesOf(event)) {
        addTo(sums, currency, amountCents);
        if (account === "transfer-clearing") addTo(clearing, currency, amountCents);
        const owner = ownedBy[account];
        if (owner && owner !== name)
          problems.push(`${name}/${id}: ${event.type} moves ${account}, which is no ${name}'s`);
      }
      return problems;
    },
    atTheEnd: () => [
      ...notZero(sums).map(([currency, cents]) => `the ledger is out by ${cents} ${currency} cents`),
      ...notZero(clearing).map(
        ([currency, cents]) => `${-cents} ${currency} cents are in flight between two histories`,
      ),
      ...[...inFlight].map(
        ([transferId, { from, to, what, isSent }]) =>
          `${transferId}: ${what} from ${from} to ${to} ${isSent ? "never arrived" : "were never sent"}`,
      ),
      ...notZero(sharedOctets).map(([use, octets]) => `what ${use} differs by ${octets} octets between the two`),
    ],
  };
}

const useText = (grossCents: bigint, netCents: bigint) => `use for ${grossCents} cents, ${netCents} net`;

type InFlight = { readonly from: string; readonly to: string; readonly what: string; readonly isSent: boolean };

const isOppositeOf = (a: InFlight, b: InFlight): boolean =>
  a.isSent !== b.isSent && a.from === b.from && a.to === b.to && a.what === b.what;

/** Accounts of the ledger that only one kind of history may move. */
const ownedBy: { readonly [A in LedgerAccount]?: string } = {
  "customer-wallet": "account",
  "reseller-float": "reseller",
};

function addTo<Key>(sums: Map<Key, bigint>, key: Key, amount: bigint): void {
  const sum = (sums.get(key) ?? 0n) + amount;
  if (sum === 0n) sums.delete(key);
  else sums.set(key, sum);
}

const notZero = <Key>(sums: ReadonlyMap<Key, bigint>): [Key, bigint][] => [...sums].filter(([, sum]) => sum !== 0n);
