import type { EventStore, StoredEvent } from "@beacom/event-store";
import { connect, type Sql, type Tx } from "@beacom/postgres";
import { differencesOf, putRight } from "#adapters/projections/compare";
import { kindOf, project, projectionForm, projectionTables } from "#adapters/projections/project";
import { partsOfStream } from "#adapters/stored-kind";
import type { ProjectionsRebuild, ReplayedFact } from "#application/projections";

const pageSize = 1_000;

/**
 * Rebuilds into temporary tables of the same names: PostgreSQL finds those first, so the very statements that keep the live
 * projections fill them. Each rebuild has a connection of its own, because a statement that a pooled connection prepared before
 * would go on writing to the live tables.
 */
export function projectionsRebuildIn({
  store,
  sql,
  url,
}: {
  store: EventStore;
  sql: Sql;
  url: string;
}): ProjectionsRebuild {
  return {
    compare: (see) =>
      aside(url, "isolation level repeatable read", async (tx, schema) => {
        // From here on nothing but temporary tables can be written, and the live ones stand still as they are now.
        await tx`set transaction read only`;
        await replay(tx, store, { upTo: await livePosition(tx, schema), after: 0n }, see);
        const found = [];
        for (const table of projectionTables) found.push(...(await differencesOf(tx, schema, table)));
        return found;
      }),
    async isOld() {
      const [row] = await sql<{ form: number }[]>`select form from projection_position`;
      return row!.form < projectionForm;
    },
    rebuild: () =>
      aside(url, "isolation level read committed", async (tx, schema) => {
        let events = 0n;
        const count = () => void (events += 1n);
        const reached = await livePosition(tx, schema);
        await replay(tx, store, { after: 0n, upTo: reached }, count);
        // Appends wait from here to the commit: only what came in meanwhile is left to replay.
        await tx`select 1 from ${tx(schema)}.projection_position for update`;
        await replay(tx, store, { after: reached, upTo: await livePosition(tx, schema) }, count);
        await tx`update ${tx(schema)}.projection_position set form = ${projectionForm}`;
        const rowsPutRight: Record<string, number> = {};
        for (const table of projectionTables) rowsPutRight[table] = await putRight(tx, schema, table);
        return { events, rowsPutRight };
      }),
  };
}

async function aside<T>(url: string, mode: string, work: (tx: Tx, schema: string) => Promise<T>): Promise<T> {
  const sql: Sql = connect(url, { max: 1, name: "billing-rebuild" });
  try {
    return (await sql.begin(mode, async (tx) => {
      const [row] = await tx<{ schema: string }[]>`select current_schema() as schema`;
      const schema = row!.schema;
      for (const table of [...projectionTables, "projection_position"]) {
        await tx`create temp table ${tx(table)} (like ${tx(schema)}.${tx(table)} including all) on commit drop`;
      }
      await tx`insert into projection_position (position) values (0)`;
      return work(tx, schema);
    })) as T;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function livePosition(tx: Tx, schema: string): Promise<bigint> {
  const [row] = await tx<{ position: bigint }[]>`select position from ${tx(schema)}.projection_position`;
  return row!.position;
}

async function replay(
  tx: Tx,
  store: EventStore,
  range: { after: bigint; upTo: bigint },
  see: (fact: ReplayedFact) => void,
): Promise<void> {
  for (let { after } = range; after < range.upTo; ) {
    const page = (await store.readAll({ after, limit: pageSize })).filter((event) => event.position <= range.upTo);
    const last = page.at(-1);
    if (!last) throw new Error(`events after position ${after} are missing: the projections have seen ${range.upTo}`);
    for (const event of page) {
      const fact = factOf(event);
      if (fact) see(fact);
    }
    await project(tx, page);
    after = last.position;
  }
}

function factOf(stored: StoredEvent): ReplayedFact | undefined {
  const kind = kindOf(stored.stream);
  return kind && { ...partsOfStream(stored.stream), position: stored.position, event: kind.read(stored) };
}
