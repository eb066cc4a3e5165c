import type { Tx } from "@beacom/postgres";
import { projectionKeys } from "#adapters/projections/project";

type Row = Readonly<Record<string, unknown>>;

const differencesTold = 20;

/** Where the live table differs from the one rebuilt aside, in words. Compared in the database: both may be larger than memory. */
export async function differencesOf(tx: Tx, schema: string, table: string): Promise<string[]> {
  const rows = await tx<{ live: Row | null; rebuilt: Row | null }[]>`
    select to_jsonb(live) as live, to_jsonb(rebuilt) as rebuilt
    from ${tx(schema)}.${tx(table)} as live full join ${tx(`pg_temp`)}.${tx(table)} as rebuilt
      using (${tx(keysOf(table))})
    where (live.*)::record is distinct from (rebuilt.*)::record limit ${differencesTold}`;
  return rows.map(({ live, rebuilt }) => {
    const row = keysOf(table)
      .map((key) => String((live ?? rebuilt)?.[key]))
      .join(" ");
    if (!live) return `${table}: ${row} is missing`;
    if (!rebuilt) return `${table}: ${row} is there and never happened`;
    const columns = Object.keys(live).filter((name) => JSON.stringify(live[name]) !== JSON.stringify(rebuilt[name]));
    const changes = columns.map(
      (name) => `${name} is ${JSON.stringify(live[name])}, by the events ${JSON.stringify(rebuilt[name])}`,
    );
    return `${table}: ${row}: ${changes.join("; ")}`;
  });
}

/** Replaces the live rows that differ, and no others. */
export async function putRight(tx: Tx, schema: string, table: string): Promise<number> {
  const live = tx`${tx(schema)}.${tx(table)}`;
  const rebuilt = tx`${tx(`pg_temp`)}.${tx(table)}`;
  const same = tx`(live.*)::record is not distinct from (rebuilt.*)::record`;
  const keys = tx`(${tx(keysOf(table).map((key) => `live.${key}`))}) = (${tx(keysOf(table).map((key) => `rebuilt.${key}`))})`;
  const removed = await tx`
    delete from ${live} as live where not exists (select 1 from ${rebuilt} as rebuilt where ${keys} and ${same})`;
  const added = await tx`
    insert into ${live} select * from ${rebuilt} as rebuilt
    where not exists (select 1 from ${live} as live where ${keys})`;
  return Math.max(removed.count, added.count);
}

const keysOf = (table: string): string[] => [...projectionKeys[table]!];
