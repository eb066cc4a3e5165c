import { defaultZone } from "@beacom/time";
import { type JournalRange, majorUnits, transactionsOf } from "#application/books/journal";
import type { LedgerHistory } from "#application/ledger-history";
import { chart } from "#domain/ledger";

export type ExportCsvUseCase = (range?: JournalRange) => AsyncIterable<string>;

const columns = [
  "date",
  "effective date",
  "transaction",
  "account",
  "account name",
  "party",
  "debit",
  "credit",
  "currency",
  "description",
];

/** The ledger's lines for an accountant's spreadsheet, as RFC 4180 says: commas, quotes doubled, lines ended by CR LF. */
export const exportCsvWith = ({
  history,
  zone = defaultZone,
}: {
  history: LedgerHistory;
  zone?: string;
}): ExportCsvUseCase =>
  async function* (range = {}) {
    yield line(columns);
    for await (const { entries, ...transaction } of transactionsOf(history, range, zone)) {
      const { date, effectiveDate, position, party, description } = transaction;
      for (const { account, amountCents, currency } of entries) {
        const debit = amountCents > 0n ? majorUnits(amountCents, currency) : "";
        const credit = amountCents < 0n ? majorUnits(-amountCents, currency) : "";
        const { name } = chart[account];
        yield line([date, effectiveDate, `${position}`, account, name, party, debit, credit, currency, description]);
      }
    }
  };

const line = (fields: readonly string[]): string => `${fields.map(field).join(",")}\r\n`;

/** A spreadsheet takes what begins with one of these for a formula and carries it out; an apostrophe makes it text. */
const formula = /^[=+\-@\t\r]/;

export function field(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
