import type { Sql } from "@beacom/postgres";

export type Retention = {
  /** Reports, and what was sent to routers, in months. */
  readonly recordMonths: number;
  readonly sessionMonths: number;
};

/** Whoever asks for a session's late report within this time finds it where reports are followed. */
const daysBeside = 35;
const movedAtOnce = 5_000;

/** Makes the partitions of this month and the next two, moves sessions that ended long ago, and drops the months that are kept no longer. */
export async function keepPartitions(
  sql: Sql,
  now: Date,
  { recordMonths, sessionMonths }: Retention,
): Promise<readonly string[]> {
  for (let ahead = 0; ahead < 3; ahead++) {
    await sql`select make_accounting_partition(${firstOfMonth(now, ahead)}::date)`;
  }
  const before = new Date(now.getTime() - daysBeside * 86_400_000);
  for (let moved = movedAtOnce; moved === movedAtOnce; ) {
    const [row] = await sql<{ moved: number }[]>`select move_ended_sessions(${before}, ${movedAtOnce}) as moved`;
    moved = row!.moved;
  }
  await sql`delete from dynamic_authorizations where done_at < ${firstOfMonth(now, -recordMonths)}::date`;
  return [
    ...(await dropBefore(sql, "accounting_records", firstOfMonth(now, -recordMonths), recordMonths)),
    ...(await dropBefore(sql, "ended_sessions", firstOfMonth(now, -sessionMonths), sessionMonths)),
  ];
}

/** So many months are there still: a clock that has jumped ahead by years makes nobody lose them. */
async function dropBefore(sql: Sql, table: string, month: string, kept: number): Promise<readonly string[]> {
  const oldest = `${table}_${month.slice(0, 7).replace("-", "_")}`;
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = ${table}::regclass order by 1 desc offset ${kept}`;
  const names = rows.flatMap(({ name }) => (name < oldest ? [name] : []));
  for (const name of names) await sql`drop table ${sql(name)}`;
  return names;
}

function firstOfMonth(now: Date, ahead: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10);
}
