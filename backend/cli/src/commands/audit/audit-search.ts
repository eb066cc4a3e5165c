import { type AuditSearch, type FoundEntry, searchAudit } from "@beacom/audit-log";
import type { AuditHere } from "#commands/audit/audit-here";
import { drawColumns } from "#console/columns";
import { Problem } from "#console/problem";

export type SearchOptions = {
  who?: string;
  what?: string;
  whom?: string;
  why?: string;
  from?: Date;
  to?: Date;
  limit?: number;
  before?: number;
  json?: boolean;
};

/** The newest first, and how to go on. */
export async function auditSearch({ sql, terminal }: AuditHere, options: SearchOptions): Promise<void> {
  const { limit = 50, before, json } = options;
  const page = { limit, ...(before !== undefined && { before: BigInt(before) }) };
  const { entries, next } = await searchAudit(sql, { ...filterOf(options), ...page });
  if (json === true) {
    const told = entries.map(({ position, hash, entry }) => ({
      position: `${position}`,
      hash,
      entry: JSON.parse(entry) as unknown,
    }));
    return terminal.say(JSON.stringify({ entries: told, ...(next !== undefined && { next: `${next}` }) }));
  }
  terminal.say(entries.length === 0 ? "nothing of the kind was done" : draw(entries));
  if (next !== undefined) terminal.aside(`what was before that: --before ${next}`);
}

export function filterOf({ who, what, whom, why, from, to }: SearchOptions): Omit<AuditSearch, "before" | "limit"> {
  if (from && to && from >= to) throw new Problem("the range ends before it begins");
  return {
    ...(who !== undefined && { who }),
    ...(what !== undefined && { what }),
    ...(whom !== undefined && { whom: { id: whom } }),
    ...(why !== undefined && { why }),
    ...(from && { from }),
    ...(to && { until: to }),
  };
}

const columns = ["#", "at", "who", "what", "whom", "why"].map((title) => ({ title }));

const draw = (entries: readonly FoundEntry[]): string =>
  drawColumns(
    columns,
    entries.map(({ position, at, who, what, whomKind, whomId, why }) => [
      `${position}`,
      at.toISOString().slice(0, 19).replace("T", " "),
      who,
      what,
      whomId === "" ? whomKind : whomId,
      printable(why).slice(0, 60),
    ]),
  );

/** A reason is free text: it must not move the cursor of whoever reads it. */
const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");
