import colours from "picocolors";
import type { LedgerHere } from "#commands/ledger/books-here";
import { machineJson } from "#console/machine-json";

/** Rebuilds every projection from the events, while the service runs, and says which rows had to be put right. */
export async function ledgerRebuild({ books, terminal }: LedgerHere, options: { json?: boolean }): Promise<void> {
  const { events, rowsPutRight } = await books.rebuild();
  if (options.json === true) return terminal.say(machineJson({ events, rowsPutRight }));
  const changed = Object.entries(rowsPutRight).filter(([, rows]) => rows > 0);
  terminal.say(`${colours.green("✓")} rebuilt from ${events} events`);
  if (changed.length === 0) return terminal.say("  every row was right");
  terminal.say(changed.map(([table, rows]) => `  ${table}: ${rows} put right`).join("\n"));
}
