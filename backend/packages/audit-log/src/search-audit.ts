import type { Sql } from "@beacom/postgres";

export type AuditSearch = {
  who?: string;
  /** As `wallet.adjusted`; with a dot at its end all of that kind, as `wallet.`. */
  what?: string;
  /** Either is enough. */
  whom?: { kind?: string; id?: string };
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
      ${what === undefined ? sql`` : what.endsWith(".") ? sql`and starts_with(what, ${what})` : sql`and what = ${what}`}
      ${whom?.kind === undefined ? sql`` : sql`and whom_kind = ${whom.kind}`}
      ${whom?.id === undefined ? sql`` : sql`and whom_id = ${whom.id}`}
      ${from === undefined ? sql`` : sql`and at >= ${from}`}
      ${until === undefined ? sql`` : sql`and at < ${until}`}
      ${why === undefined ? sql`` : sql`and strpos(lower(why), lower(${why})) > 0`}
      ${before === undefined ? sql`` : sql`and position < ${before}`}
    order by position desc limit ${limit + 1}`;
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  return rows.length > limit && last ? { entries, next: last.position } : { entries };
}

/** All that is found, the newest first, page by page: however much it is, a page of it is in memory. */
export async function* allAudit(sql: Sql, search: Omit<AuditSearch, "before" | "limit">): AsyncGenerator<FoundEntry[]> {
  let next: bigint | undefined;
  do {
    const page = await searchAudit(sql, { ...search, limit: pageSize, ...(next !== undefined && { before: next }) });
    yield page.entries;
    next = page.next;
  } while (next !== undefined);
}

const pageSize = 500;
