import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { allAudit, auditCsvHeader, auditCsvLine, auditJsonLine } from "@beacom/audit-log";
import type { AuditHere } from "#commands/audit/audit-here";
import { filterOf, type SearchOptions } from "#commands/audit/audit-search";
import { Problem } from "#console/problem";

export type ExportOptions = SearchOptions & { format: "csv" | "jsonl"; out?: string };

/** Writes out what is found page by page, however much it is, the newest first. */
export async function auditExport({ sql, terminal }: AuditHere, options: ExportOptions): Promise<void> {
  const { format, out } = options;
  const filter = filterOf(options);
  async function* lines() {
    if (format === "csv") yield auditCsvHeader;
    const line = format === "csv" ? auditCsvLine : auditJsonLine;
    for await (const entries of allAudit(sql, filter)) yield entries.map(line).join("");
  }
  if (out === undefined) {
    // What comes after must not be closed with it.
    await pipeline(Readable.from(lines()), process.stdout, { end: false });
    return;
  }
  await pipeline(Readable.from(lines()), createWriteStream(out, { mode: 0o600 })).catch((cause: unknown) => {
    throw new Problem(`${out} cannot be written`, ["Is the folder there, and the disk not full?"], { cause });
  });
  terminal.say(`the audit log is in ${out}`);
}
