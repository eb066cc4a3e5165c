import { currencies } from "@beacom/money";
import type { LedgerHistory } from "#application/ledger-history";
import { type AccountEvent, entriesOf } from "#domain/account-event";
import type { Entry, LedgerAccount } from "#domain/ledger";

export type ExportJournalUseCase = () => AsyncIterable<string>;

/** The ledger as an hledger journal, one transaction at a time, so that another program can check the sums. */
export const exportJournalWith = ({ history }: { history: LedgerHistory }): ExportJournalUseCase =>
  async function* () {
    yield Object.values(accountNames)
      .map((name) => `account ${name}\n`)
      .join("");
    for await (const { customerId, position, event } of history.accountEvents()) {
      const entries = entriesOf(event);
      if (entries.length > 0) yield transaction(customerId, position, event, entries);
    }
  };

const accountNames = {
  "provider-clearing": "assets:provider clearing",
  "customer-wallet": "liabilities:customer wallets",
  "deferred-revenue": "liabilities:deferred revenue",
  "vat-output": "liabilities:vat output",
  "earned-revenue": "revenues:bundles",
} satisfies Record<LedgerAccount, string>;

function transaction(customerId: string, position: bigint, event: AccountEvent, entries: readonly Entry[]): string {
  const lines = entries.map(({ account, amountCents, currency }) => {
    const name = account === "customer-wallet" ? `${accountNames[account]}:${customerId}` : accountNames[account];
    return `    ${name}  ${currency} ${majorUnits(amountCents, currency)}\n`;
  });
  return `\n${event.at.toISOString().slice(0, 10)} (${position}) ${event.type} ; customer:${customerId}\n${lines.join("")}`;
}

function majorUnits(cents: bigint, currency: Entry["currency"]): string {
  const { decimals } = currencies[currency];
  const digits = (cents < 0n ? -cents : cents).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return `${cents < 0n ? "-" : ""}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ""}`;
}
