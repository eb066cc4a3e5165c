import { localDate, type LocalDate } from "@beacom/time";
import { currencies, type Currency } from "@beacom/money";
import type { LedgerHistory } from "#application/ledger-history";
import type { ReplayedFact } from "#application/projections";
import { entriesOf } from "#domain/account-event";
import type { Entry } from "#domain/ledger";

/** A part of the ledger by the time of recording, which no later entry changes; without bounds, all of it. */
export type JournalRange = { readonly from?: Date | undefined; readonly before?: Date | undefined };

/** One event that moved money, with the local days on which it was recorded and true. */
export type JournalTransaction = {
  readonly position: bigint;
  readonly party: string;
  readonly event: string;
  readonly date: LocalDate;
  readonly effectiveDate: LocalDate;
  readonly description: string;
  readonly entries: readonly Entry[];
};

export async function* transactionsOf(
  history: LedgerHistory,
  { from, before }: JournalRange,
  zone: string,
): AsyncIterable<JournalTransaction> {
  for await (const fact of history.facts()) {
    const { event, id, position } = fact;
    const entries = entriesOf(event);
    if (entries.length === 0 || (from && event.at < from) || (before && event.at >= before)) continue;
    const effectiveAt = "effectiveAt" in event && event.effectiveAt instanceof Date ? event.effectiveAt : event.at;
    yield {
      position,
      party: id,
      event: event.type,
      date: localDate(event.at, zone),
      effectiveDate: localDate(effectiveAt, zone),
      description: descriptionOf(fact),
      entries,
    };
  }
}

/** The event's name in words, with what it belongs to: `wallet topped up pay_1`. */
function descriptionOf({ event }: ReplayedFact): string {
  const words = event.type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  const fields = event as unknown as Readonly<Record<string, unknown>>;
  const subject = subjects.map((name) => fields[name]).find((value) => typeof value === "string" && value !== "");
  return subject === undefined ? words : `${words} ${subject as string}`;
}

/** The field that says what an event is about, the most telling first. */
const subjects = [
  "movementId",
  "transferId",
  "bundleId",
  "sessionId",
  "holdId",
  "invoiceId",
  "saleKey",
  "paymentId",
  "voucherId",
  "reference",
];

/** `-23.00`, with as many decimals as the currency has. */
export function majorUnits(cents: bigint, currency: Currency): string {
  const { decimals } = currencies[currency];
  const digits = (cents < 0n ? -cents : cents).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return `${cents < 0n ? "-" : ""}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ""}`;
}
