import { connect, type Sql } from "@beacom/postgres";
import type { Databases } from "#ledger/database";
import { paymentOf, paymentsOf, paymentType, walletOf } from "#ledger/payments";
import { type Side, sideOf } from "#ledger/side";

const tables = `
  create table commands (command_key text primary key, done_at timestamptz not null default now());
  create table events (
    position bigint generated always as identity primary key,
    stream text not null,
    version integer not null,
    type text not null,
    data jsonb not null,
    at timestamptz not null,
    unique (stream, version)
  )`;

type Payment = { key: string; stream: string; version: number; data: Record<string, unknown>; at: Date };

/** The transaction that one would write first: the key, the version, the event, commit. */
export const plainAppend = (databases: Databases): Side =>
  appending(databases, {
    name: "SQL, appending in a transaction",
    settings: "begin, insert the key, select the stream's version, insert the event, commit; no hash chain",
    append: (sql, { key, stream, version, data, at }) =>
      sql.begin(async (tx) => {
        const [isNew] = await tx`insert into commands (command_key) values (${key}) on conflict do nothing returning 1`;
        if (!isNew) throw new Error("command-repeated");
        const [newest] = await tx<{ version: number }[]>`
          select version from events where stream = ${stream} order by version desc limit 1`;
        if ((newest?.version ?? 0) !== version - 1) throw new Error("version-moved");
        await tx`
          insert into events (stream, version, type, data, at)
          values (${stream}, ${version}, ${paymentType}, ${tx.json(data as never)}, ${at})`;
      }),
  });

/** All of it in one statement and one round trip, for whoever has time to tune. */
export const tunedAppend = (databases: Databases): Side =>
  appending(databases, {
    name: "SQL, appending in a statement",
    settings: "key, version and event in one statement with common table expressions; no hash chain",
    async append(sql, { key, stream, version, data, at }) {
      const [written] = await sql`
        with key as (insert into commands (command_key) values (${key}) on conflict do nothing returning 1),
          newest as (select max(version) as version from events where stream = ${stream})
        insert into events (stream, version, type, data, at)
        select ${stream}, ${version}, ${paymentType}, ${sql.json(data as never)}::jsonb, ${at}
        from key, newest where coalesce(newest.version, 0) = ${version}::integer - 1
        returning position`;
      if (!written) throw new Error("refused");
    },
  });

function appending(
  databases: Databases,
  way: { name: string; settings: string; append(sql: Sql, payment: Payment): Promise<unknown> },
): Side {
  return sideOf({
    name: way.name,
    settings: `${way.settings}; the same driver as Beacom, a connection for each caller`,
    async open(callers) {
      const database = await databases.empty("plain");
      const sql = connect(database.url, { max: callers, name: "bench" });
      await sql.unsafe(tables).simple();
      const next = paymentsOf(callers);
      return {
        async once(caller) {
          const { wallet, version } = next(caller);
          const data = paymentOf(wallet, version);
          await way.append(sql, {
            key: `payment:${data.paymentId}`,
            stream: walletOf(wallet),
            version,
            data,
            at: new Date(),
          });
          return "done";
        },
        async prove({ done }) {
          const [row] = await sql<{ count: bigint }[]>`select count(*) from events`;
          if (row!.count !== BigInt(done)) throw new Error(`${done} appends were answered, ${row!.count} are there`);
        },
        async close() {
          await sql.end({ timeout: 5 });
          await database.drop();
        },
      };
    },
  });
}
