import { currencies } from "@beacom/money";
import { defaultZone } from "@beacom/time";
import { type JournalRange, majorUnits, transactionsOf } from "#application/books/journal";
import type { LedgerHistory } from "#application/ledger-history";
import { type AccountClass, chart, type LedgerAccount } from "#domain/ledger";

export type ExportJournalUseCase = (range?: JournalRange) => AsyncIterable<string>;

/**
 * The ledger as an hledger journal, one transaction at a time, so that another program can check the sums. Whatever is used is
 * declared before, so that `hledger check --strict` passes. When it was true in the world is hledger's secondary date.
 */
export const exportJournalWith = ({
  history,
  zone = defaultZone,
}: {
  history: LedgerHistory;
  zone?: string;
}): ExportJournalUseCase =>
  async function* (range = {}) {
    const declared = new Set<string>();
    const declaration = (directive: string) => {
      if (declared.has(directive)) return "";
      declared.add(directive);
      return `${directive}\n`;
    };
    yield declaration("tag party");
    for await (const transaction of transactionsOf(history, range, zone)) {
      const { date, effectiveDate, event, position, party, description, entries } = transaction;
      const lines = entries.map(({ account, amountCents, currency }) => ({
        account: perParty.has(account) ? `${journalName(account)}:${party}` : journalName(account),
        commodity: `commodity 1000.${"0".repeat(currencies[currency].decimals)} ${currency}`,
        amount: `${majorUnits(amountCents, currency)} ${currency}`,
      }));
      for (const line of lines) yield declaration(line.commodity) + declaration(`account ${line.account}`);
      const dates = effectiveDate === date ? date : `${date}=${effectiveDate}`;
      yield `\n${dates} (${event}/${position}) ${oneLine(description)}  ; party:${oneLine(party)}\n`;
      for (const line of lines) yield `    ${line.account}  ${line.amount}\n`;
    }
  };

/** Accounts of which each party has one of its own. */
const perParty: ReadonlySet<LedgerAccount> = new Set<LedgerAccount>([
  "customer-wallet",
  "customer-credit",
  "receivable",
  "reseller-float",
]);

/** hledger tells the type of an account by its first part. */
const groups = {
  asset: "assets",
  liability: "liabilities",
  income: "revenues",
  expense: "expenses",
  equity: "equity",
} satisfies Record<AccountClass, string>;

export const journalName = (account: LedgerAccount): string =>
  `${groups[chart[account].class]}:${chart[account].name.toLowerCase()}`;

/** A semicolon would begin a comment, a line break another line, and a comma another tag. */
const oneLine = (text: string): string => text.replaceAll(/[;,|\p{Cc}]+/gu, " ");
