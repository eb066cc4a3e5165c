import type { Sql } from "@beacom/postgres";

/** Makes the partitions of this month and the next two, and drops the months that are kept no longer. */
export async function keepPartitions(sql: Sql, now: Date, recordMonths: number): Promise<readonly string[]> {
  for (let ahead = 0; ahead < 3; ahead++) {
    await sql`select make_accounting_partition(${firstOfMonth(now, ahead)}::date)`;
  }
  const oldest = `accounting_records_${firstOfMonth(now, -recordMonths).slice(0, 7).replace("-", "_")}`;
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'accounting_records'::regclass and c.relname < ${oldest} order by 1`;
  for (const { name } of rows) await sql`drop table ${sql(name)}`;
  return rows.map(({ name }) => name);
}

function firstOfMonth(now: Date, ahead: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10);
}
