import type { Sql } from "@beacom/postgres";

/** Deletes events that are older than so many days, in small transactions. Followers that come back later than that are refused. */
export async function deleteOldEvents(options: {
  sql: Sql;
  olderThanDays: number;
  batch?: number;
}): Promise<{ deleted: number }> {
  const { sql, batch = 5_000 } = options;
  let deleted = 0;
  for (;;) {
    const count = await sql.begin(async (tx) => {
      const [row] = await tx<{ upTo: bigint | null }[]>`
        select max(position) as "upTo" from (
          select position from outbox
          where position < (select coalesce(min(position), 9223372036854775807) from outbox
                            where stored_at >= now() - make_interval(days => ${options.olderThanDays}))
          order by position limit ${batch}) as old`;
      if (row?.upTo == null) return 0;
      await tx`update outbox_floor set position = greatest(position, ${row.upTo})`;
      return (await tx`delete from outbox where position <= ${row.upTo}`).count;
    });
    deleted += count;
    if (count === 0) return { deleted };
  }
}
