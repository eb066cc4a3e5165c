import { hash } from "node:crypto";

/** The last entry's position and hash. */
export type AuditLink = { position: bigint; hash: string };

export const beginning: AuditLink = { position: 0n, hash: "0".repeat(64) };

/** An entry as the table holds it; the columns beside its text are there to be searched. */
export type AuditRow = {
  position: bigint;
  source: string;
  source_position: string;
  who: string;
  what: string;
  whom_kind: string;
  whom_id: string;
  why: string;
  at: Date;
  entry: string;
  hash: string;
};

/** Over the columns that are searched as well: an entry that cannot be found is as good as removed. */
export function hashOf(previous: string, row: Omit<AuditRow, "hash">): string {
  const { position, source, source_position, who, what, whom_kind, whom_id, why, at, entry } = row;
  const fields = [`${position}`, source, source_position, who, what, whom_kind, whom_id, why, at.toISOString(), entry];
  return hash("sha256", previous + JSON.stringify(fields));
}
