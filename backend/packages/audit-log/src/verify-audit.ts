import type { Sql } from "@beacom/postgres";
import { type AuditLink, type AuditRow, beginning, hashOf } from "#chain";

export type AuditReport = {
  intact: boolean;
  entries: bigint;
  /** The first position whose entry was altered, removed or inserted. */
  firstBroken?: bigint;
  /** Of the last entry that follows; written down elsewhere, it proves later that the chain was not made anew. */
  hash: string;
  /** What was written down elsewhere is not in the chain: somebody made it anew. */
  madeAnew: boolean;
};

/** A position and its hash that were written down elsewhere. */
export type KnownLink = AuditLink;

const pageSize = 1_000;

/** Computes every hash again, in one snapshot, so that entries written meanwhile do not matter. */
export function verifyAudit(sql: Sql, known?: KnownLink): Promise<AuditReport> {
  return sql.begin("isolation level repeatable read read only", async (tx): Promise<AuditReport> => {
    let last: AuditLink = beginning;
    let found = known === undefined || isSame(known, beginning);
    for (;;) {
      const page: StoredRow[] = await tx<StoredRow[]>`
        select *, at = date_trunc('milliseconds', at) as whole
        from audit_entries where position > ${last.position} order by position limit ${pageSize}`;
      for (const row of page) {
        if (!follows(row, last)) return brokenAt(last.position + 1n, last, found, known);
        last = { position: row.position, hash: row.hash };
        if (known && isSame(known, last)) found = true;
      }
      if (page.length < pageSize) break;
    }
    const [end = beginning] = await tx<AuditLink[]>`select position, hash from audit_chain`;
    if (end.position > last.position) return brokenAt(last.position + 1n, last, found, known);
    if (end.position < last.position) return brokenAt(end.position + 1n, last, found, known);
    if (end.hash !== last.hash) return brokenAt(last.position, last, found, known);
    return { intact: found, entries: last.position, hash: last.hash, madeAnew: !found };
  });
}

/** A fraction of a millisecond would be a change that the hash does not see. */
type StoredRow = AuditRow & { whole: boolean };

const follows = (row: StoredRow, last: AuditLink): boolean =>
  row.position === last.position + 1n && row.whole && hashOf(last.hash, row) === row.hash;

const isSame = (one: AuditLink, other: AuditLink): boolean =>
  one.position === other.position && one.hash === other.hash;

function brokenAt(firstBroken: bigint, last: AuditLink, found: boolean, known: KnownLink | undefined): AuditReport {
  // Behind the break nobody looked.
  const madeAnew = !found && known !== undefined && known.position <= last.position;
  return { intact: false, entries: last.position, firstBroken, hash: last.hash, madeAnew };
}
