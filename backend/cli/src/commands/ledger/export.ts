import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { LedgerHere } from "#commands/ledger/books-here";
import { Problem } from "#console/problem";

export type ExportOptions = { format: "hledger" | "csv"; from?: Date; to?: Date; out?: string };

/** Writes the ledger out piece by piece, however long it is. `to` is the last day that is in it. */
export async function ledgerExport({ books, terminal }: LedgerHere, options: ExportOptions): Promise<void> {
  const { format, from, to, out } = options;
  const range = { from, before: to };
  if (from && to && from >= to) throw new Problem("the range ends before it begins");
  const parts = format === "csv" ? books.exportCsv(range) : books.exportJournal(range);
  if (out === undefined) {
    // What comes after must not be closed with it.
    await pipeline(Readable.from(parts), process.stdout, { end: false });
    return;
  }
  await pipeline(Readable.from(parts), createWriteStream(out, { mode: 0o600 })).catch((cause: unknown) => {
    throw new Problem(`${out} cannot be written`, ["Is the folder there, and the disk not full?"], { cause });
  });
  terminal.say(`the ledger is in ${out}`);
}
