import { currencies } from "@beacom/money";
import type { LedgerHistory } from "#application/ledger-history";
import { entriesOf } from "#domain/account-event";
import { type AccountClass, chart, type Entry, type LedgerAccount } from "#domain/ledger";

export type ExportJournalUseCase = () => AsyncIterable<string>;

/**
 * The ledger as an hledger journal, one transaction at a time, so that another program can check the sums. Whatever is used is
 * declared before, so that `hledger check --strict` passes.
 */
export const exportJournalWith = ({ history }: { history: LedgerHistory }): ExportJournalUseCase =>
  async function* () {
    const declared = new Set<string>();
    const declaration = (directive: string) => {
      if (declared.has(directive)) return "";
      declared.add(directive);
      return `${directive}\n`;
    };
    for await (const { id, position, event } of history.facts()) {
      const entries = entriesOf(event);
      if (entries.length === 0) continue;
      const lines = entries.map(({ account, amountCents, currency }) => ({
        account: perParty.has(account) ? `${journalName(account)}:${id}` : journalName(account),
        commodity: `commodity 1000.${"0".repeat(currencies[currency].decimals)} ${currency}`,
        amount: `${majorUnits(amountCents, currency)} ${currency}`,
      }));
      for (const line of lines) yield declaration(line.commodity) + declaration(`account ${line.account}`);
      yield `\n${event.at.toISOString().slice(0, 10)} (${position}) ${event.type}  ; party:${id}\n`;
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

const journalName = (account: LedgerAccount): string =>
  `${groups[chart[account].class]}:${chart[account].name.toLowerCase()}`;

function majorUnits(cents: bigint, currency: Entry["currency"]): string {
  const { decimals } = currencies[currency];
  const digits = (cents < 0n ? -cents : cents).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return `${cents < 0n ? "-" : ""}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ""}`;
}
