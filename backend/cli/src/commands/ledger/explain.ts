import colours from "picocolors";
import { amountOf } from "#commands/ledger/amounts";
import type { LedgerHere } from "#commands/ledger/books-here";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";

export type ExplainOptions = { since?: Date; limit?: number; json?: boolean };

/** The story of an account in words, each line with the entries that moved the money, and where every cent is now. */
export async function ledgerExplain(
  { books, terminal, now }: LedgerHere,
  id: string,
  { since, limit, json }: ExplainOptions,
): Promise<void> {
  const story = await books.explain({ id, since, limit, at: now() });
  if (!story)
    throw new Problem(`there is no account to ${id}`, [
      "It is found by a customer, an account, a bundle or a session: cus_…, acc_…, bun_…, ses_…",
    ]);
  if (json === true) return terminal.say(machineJson(story));
  const lines = [colours.bold(`${story.customerId} (${story.accountId})`)];
  if (story.earlier > 0) lines.push(colours.dim(`… ${story.earlier} before these`));
  for (const { at, position, text, entries } of story.lines) {
    lines.push(`${colours.dim(at.toISOString())}  ${text}`);
    const moved = entries.map(({ account, amountCents, currency }) =>
      amountCents > 0n
        ? `debit ${account} ${amountOf(amountCents, currency)} ${currency}`
        : `credit ${account} ${amountOf(-amountCents, currency)} ${currency}`,
    );
    if (moved.length > 0) lines.push(colours.dim(`    #${position}: ${moved.join(", ")}`));
  }
  lines.push("", colours.bold("Now"), ...story.now.map((text) => `  ${text}`));
  lines.push("", colours.bold("Where every cent is"));
  for (const { name, balanceCents, currency } of story.balances.rows)
    if (balanceCents !== 0n)
      lines.push(
        `  ${name}: ${balanceCents < 0n ? "credit" : "debit"} ${amountOf(balanceCents < 0n ? -balanceCents : balanceCents, currency)} ${currency}`,
      );
  terminal.say(lines.join("\n"));
}
