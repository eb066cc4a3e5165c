import type { Sql } from "@beacom/postgres";
import { type AuditLink, type AuditRow, beginning, hashOf } from "#chain";

export type AuditReport = {
  intact: boolean;
  entries: bigint;
  /** The first position whose entry was altered, removed or inserted. */
  firstBroken?: bigint;
  /** Of the last entry that follows; written down elsewhere, it proves later that the chain was not made anew. */
  hash: string;
};

const pageSize = 1_000;

/** Computes every hash again, in one snapshot, so that entries written meanwhile do not matter. */
export function verifyAudit(sql: Sql): Promise<AuditReport> {
  return sql.begin("isolation level repeatable read read only", async (tx): Promise<AuditReport> => {
    let last: AuditLink = beginning;
    for (;;) {
      const page: StoredRow[] = await tx<StoredRow[]>`
        select *, at = date_trunc('milliseconds', at) as whole
        from audit_entries where position > ${last.position} order by position limit ${pageSize}`;
      for (const row of page) {
        if (!follows(row, last)) return broken(last.position + 1n, last);
        last = { position: row.position, hash: row.hash };
      }
      if (page.length < pageSize) break;
    }
    const [end = beginning] = await tx<AuditLink[]>`select position, hash from audit_chain`;
    if (end.position > last.position) return broken(last.position + 1n, last);
    if (end.position < last.position) return broken(end.position + 1n, last);
    if (end.hash !== last.hash) return broken(last.position, last);
    return { intact: true, entries: last.position, hash: last.hash };
  });
}

/** A fraction of a millisecond would be a change that the hash does not see. */
type StoredRow = AuditRow & { whole: boolean };

const follows = (row: StoredRow, last: AuditLink): boolean =>
  row.position === last.position + 1n && row.whole && hashOf(last.hash, row) === row.hash;

const broken = (firstBroken: bigint, last: AuditLink): AuditReport => ({
  intact: false,
  entries: last.position,
  firstBroken,
  hash: last.hash,
});
