import { canonicalJson } from "@beacom/event-store";
import type { Tx } from "@beacom/postgres";
import { ok, type Result } from "@beacom/result";
import { type AuditLink, hashOf } from "#chain";
import { type AuditEntry, type EntryRefusal, withoutSecrets } from "#entry";

export type Recorded = { position: bigint; repeated: boolean };

/** In the transaction of the change itself, so that neither is there without the other. */
export async function record(tx: Tx, entry: AuditEntry): Promise<Result<Recorded, EntryRefusal>> {
  const clean = withoutSecrets(entry);
  if (!clean.ok) return clean;
  const [last] = await tx<AuditLink[]>`select position, hash from audit_chain for update`;
  if (last === undefined) throw new Error("the audit log has lost its last link");
  const [known] = await tx<{ position: bigint }[]>`
    select position from audit_entries where source = ${entry.source} and source_position = ${entry.sourcePosition}`;
  if (known) return ok({ position: known.position, repeated: true });
  const row = rowOf(entry, last.position + 1n);
  const hash = hashOf(last.hash, row);
  await tx`
    insert into audit_entries (position, source, source_position, who, what, whom_kind, whom_id, why, at, entry, hash)
    values (${row.position}, ${row.source}, ${row.source_position}, ${row.who}, ${row.what}, ${row.whom_kind},
      ${row.whom_id}, ${row.why}, ${row.at}, ${row.entry}, ${hash})`;
  await tx`update audit_chain set position = ${row.position}, hash = ${hash}`;
  return ok({ position: row.position, repeated: false });
}

const rowOf = (entry: AuditEntry, position: bigint) => ({
  position,
  source: entry.source,
  source_position: entry.sourcePosition,
  who: column(entry.who.id, longestInIndex),
  what: column(entry.what, longestInIndex),
  whom_kind: column(entry.whom.kind, longestInIndex),
  whom_id: column(entry.whom.id, longestInIndex),
  why: column(entry.why, Number.POSITIVE_INFINITY),
  at: entry.at,
  entry: canonicalJson(entry),
});

/** What an index of PostgreSQL takes in any case; the whole text is in the entry. */
const longestInIndex = 200;

/** As PostgreSQL can keep it, so that what is read later has the same hash: no NUL, no half of a surrogate pair. */
const column = (text: string, longest: number): string => text.slice(0, longest).replaceAll("\0", "").toWellFormed();
