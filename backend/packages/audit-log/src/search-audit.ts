import type { Sql } from "@beacom/postgres";

export type AuditSearch = {
  who?: string;
  what?: string;
  whom?: { kind: string; id: string };
  from?: Date;
  /** Exclusive, so that days follow one another without an entry in both. */
  until?: Date;
  /** Words of the reason, as they stand, in any case of letters. */
  why?: string;
  /** The last position of the page before. */
  before?: bigint;
  limit: number;
};

/** `entry` is the canonical JSON over which `hash` was made. */
export type FoundEntry = {
  position: bigint;
  who: string;
  what: string;
  whomKind: string;
  whomId: string;
  why: string;
  at: Date;
  entry: string;
  hash: string;
};

export type AuditPage = { entries: FoundEntry[]; next?: bigint };

/** The newest first. A page goes by position, so that entries written meanwhile move nothing. */
export async function searchAudit(sql: Sql, search: AuditSearch): Promise<AuditPage> {
  const { who, what, whom, from, until, why, before, limit } = search;
  const rows = await sql<FoundEntry[]>`
    select position, who, what, whom_kind as "whomKind", whom_id as "whomId", why, at, entry, hash
    from audit_entries
    where true
      ${who === undefined ? sql`` : sql`and who = ${who}`}
      ${what === undefined ? sql`` : sql`and what = ${what}`}
      ${whom === undefined ? sql`` : sql`and whom_kind = ${whom.kind} and whom_id = ${whom.id}`}
      ${from === undefined ? sql`` : sql`and at >= ${from}`}
      ${until === undefined ? sql`` : sql`and at < ${until}`}
      ${why === undefined ? sql`` : sql`and strpos(lower(why), lower(${why})) > 0`}
      ${before === undefined ? sql`` : sql`and position < ${before}`}
    order by position desc limit ${limit + 1}`;
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  return rows.length > limit && last ? { entries, next: last.position } : { entries };
}
