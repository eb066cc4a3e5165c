import colours from "picocolors";
import { amountOf } from "#commands/ledger/amounts";
import type { LedgerHere } from "#commands/ledger/books-here";
import { drawColumns } from "#console/columns";
import { machineJson } from "#console/machine-json";

export type TrialBalanceOptions = { asOf?: Date; recorded?: boolean; party?: string; json?: boolean };

const columns = [
  { title: "account" },
  { title: "debits", align: "right" },
  { title: "credits", align: "right" },
  { title: "balance", align: "right" },
  { title: "" },
] as const;

/** What every account of the chart holds, as of a day; ends with 1 if debits and credits differ. */
export async function ledgerTrialBalance(
  { books, terminal, now }: LedgerHere,
  { asOf, recorded, party, json }: TrialBalanceOptions,
): Promise<void> {
  const query = {
    before: asOf ?? new Date(now().getTime() + 1),
    basis: recorded === true ? "recorded" : "effective",
    party,
  } as const;
  const balance = await books.trialBalance(query);
  if (!balance.isBalanced) terminal.fail();
  if (json === true) return terminal.say(machineJson({ ...query, ...balance }));
  if (balance.rows.length === 0) return terminal.say("Nothing has moved until then.");
  const rows = balance.rows.map(({ name, debitCents, creditCents, balanceCents, currency }) => [
    name,
    amountOf(debitCents, currency),
    amountOf(creditCents, currency),
    amountOf(balanceCents, currency, { zeros: true }),
    currency,
  ]);
  const totals = balance.totals.map(({ currency, debitCents, creditCents }) => [
    "Total",
    amountOf(debitCents, currency),
    amountOf(creditCents, currency),
    amountOf(debitCents - creditCents, currency, { zeros: true }),
    currency,
  ]);
  terminal.say(drawColumns(columns, [...rows, ...totals]));
  if (!balance.isBalanced) terminal.say(colours.red("✗ debits and credits differ: ./beacom ledger verify says where"));
}
