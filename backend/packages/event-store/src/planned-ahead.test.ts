import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { message, outboxMigrations } from "@beacom/outbox";
import type { Sql, Tx } from "@beacom/postgres";
import { CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { refuse } from "@beacom/result";
import { testDatabase } from "@beacom/testing";
import fc from "fast-check";
import { afterEach, beforeEach, test } from "vitest";
import { type Command, type EventStore, eventStoreMigrations, openEventStore, type StoredEvent } from "#index";

const at = new Date("2026-11-22T18:00:00.123Z");
let database: Awaited<ReturnType<typeof testDatabase>>;
let sql: Sql;
let store: EventStore;

beforeEach(async () => {
  database = await testDatabase({ schema: "sample", migrations: [outboxMigrations, eventStoreMigrations] });
  sql = database.sql;
  await sql`create table projected (position bigint primary key)`;
  store = openEventStore({ sql, project });
  // From its second batch on the store knows what is there, and plans without asking.
  await store.append(command("first", "first", 0));
});
afterEach(async () => {
  assert.ok((await store.verifyChain()).intact);
  const [row] = await sql<{ differ: bigint }[]>`
    select count(*) as differ from events full join projected using (position)
    where events.stream is null or projected.position is null`;
  assert.equal(row!.differ, 0n);
  await store.close();
  await database.close();
});

test("of more commands than fit into a batch, each is carried out once and in its stream's order", async () => {
  const chains = Array.from({ length: 700 }, async (_, stream) => {
    for (let n = 0; n < 4; n++) assert.ok((await store.append(command(`${stream}:${n}`, `s${stream}`, n))).ok);
  });
  await Promise.all(chains);
  const events = await store.readAll({ after: 1n, limit: 10_000 });
  assert.equal(events.length, 2_800);
});

test("commands that follow each other without waiting are decided in the order in which they came", async () => {
  const answers = await Promise.all(Array.from({ length: 900 }, (_, n) => store.append(command(`c${n}`, "one", n))));
  assert.ok(answers.every(({ ok }) => ok));
  assert.equal((await store.read("one")).length, 900);
});

test("what was planned on a batch that failed is carried out all the same", async () => {
  const poisoned = new Set([3, 411, 1_200]);
  const answers = await Promise.allSettled(
    Array.from({ length: 1_500 }, (_, n) => store.append(command(`c${n}`, `s${n}`, 0, poisoned.has(n) ? "poison" : n))),
  );
  assert.deepEqual(
    answers.flatMap(({ status }, n) => (status === "rejected" ? [n] : [])),
    [...poisoned],
  );
});

test("a command that waited for one that failed is refused for its version, and others are not", async () => {
  const [failed, waited, other] = await Promise.allSettled([
    store.append(command("failed", "wallet", 0, "poison")),
    store.append(command("waited", "wallet", 1)),
    store.append(command("other", "other", 0)),
  ]);
  assert.equal(failed.status, "rejected");
  assert.deepEqual(waited, { status: "fulfilled", value: refuse({ kind: "version-moved", stream: "wallet" }) });
  assert.ok(other.status === "fulfilled" && other.value.ok);
});

test("an old key and an old version in the middle of a batch are refused, and everything else is carried out", async () => {
  await store.append(command("old", "moved", 0));
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) => {
      if (n === 100) return store.append(command("old", "s100", 0));
      if (n === 200) return store.append(command("c200", "moved", 0));
      return n === 250 ? store.append(command("c250", "moved", 2)) : store.append(command(`c${n}`, `s${n}`, 0));
    }),
  );
  assert.deepEqual(
    answers.flatMap((answer, n) => (answer.ok ? [] : [[n, answer.error.kind]])),
    [
      [100, "command-repeated"],
      [200, "version-moved"],
      [250, "version-moved"],
    ],
  );
});

test("two stores that write in turn never lose a command to each other", async () => {
  const other = openEventStore({ sql, project });
  for (let n = 0; n < 40; n++) {
    const writer = n % 3 === 0 ? other : store;
    assert.ok((await writer.append(command(`c${n}`, "shared", n))).ok);
  }
  await other.close();
});

test("two stores that write at the same time carry out each command once, whoever gets it first", async () => {
  const other = openEventStore({ sql, project });
  const answers = await Promise.all(
    Array.from({ length: 600 }, (_, n) => {
      const asked = command(`c${n >> 1}`, `s${n >> 1}`, 0);
      return (n % 2 === 0 ? store : other).append(asked);
    }),
  );
  assert.equal(answers.filter(({ ok }) => ok).length, 300);
  assert.ok(answers.every((answer) => answer.ok || answer.error.kind === "command-repeated"));
  await other.close();
});

test("a message that cannot be stored leaves nothing of its command", async () => {
  const told = (type: string) => [{ ...message(CustomerVerifiedSchema, "c", { customerId: "c" }, at), type }];
  const [bad, good] = await Promise.allSettled([
    store.append({ ...command("bad", "bad", 0), outbox: told("not\0storable") }),
    store.append({ ...command("good", "good", 0), outbox: told("storable") }),
  ]);
  assert.equal(bad.status, "rejected");
  assert.ok(good.status === "fulfilled" && good.value.ok);
  assert.deepEqual(await store.read("bad"), []);
  const rows = await sql<{ type: string }[]>`select type from outbox`;
  assert.deepEqual(
    rows.map(({ type }) => type),
    ["storable"],
  );
});

test("names, keys and data of any text come back as they were", async () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).filter((some) => !some.includes("\0"));
  const awkward = fc.constantFrom(
    '"',
    "\\",
    '\\"',
    "{}",
    ",",
    "NULL",
    "null",
    " ",
    "\n",
    "\r\n",
    "\u2028",
    "a\nb",
    "\\n",
    "'",
  );
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ stream: fc.oneof(text, awkward), type: fc.oneof(text, awkward), data: fc.jsonValue() }), {
        minLength: 1,
        maxLength: 20,
      }),
      async (wanted) => {
        const run = `${++count}:`;
        const asked = wanted.map(({ stream, type, data }, n) => ({
          commandKey: `${run}${n}${stream}`,
          writes: [{ stream: `${run}${n}${stream}`, expectedVersion: 0, events: [{ type, data, at }] }],
        }));
        const answers = await Promise.all(asked.map((each) => store.append(each)));
        assert.ok(answers.every(({ ok }) => ok));
        for (const [n, { stream, type, data }] of wanted.entries()) {
          const [event] = await store.read(`${run}${n}${stream}`);
          assert.deepEqual([event!.type, event!.data], [type, JSON.parse(JSON.stringify(data))]);
          assert.deepEqual(await store.append(asked[n]!), refuse({ kind: "command-repeated" }));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("an event says which form its data has, and one of the first form is hashed as before forms were counted", async () => {
  const before = await store.verifyChain();
  const events = [
    { type: "Counted", data: { b: 1, a: "é" }, at },
    { type: "Counted", form: 2, data: { b: 1, a: "é" }, at },
  ];
  await store.append({ commandKey: "forms", writes: [{ stream: "forms", expectedVersion: 0, events }] });
  assert.deepEqual(
    (await store.read("forms")).map(({ form }) => form),
    [1, 2],
  );
  const fields = [String(before.events + 1n), "forms", 1, "Counted", '{"a":"é","b":1}', "2026-11-22T18:00:00.123Z"];
  const [first] = await sql<{ hash: string }[]>`select hash from events where stream = 'forms' order by version`;
  assert.equal(first!.hash, hash("sha256", before.hash + JSON.stringify(fields)));
  const formless = {
    commandKey: "x",
    writes: [{ stream: "x", expectedVersion: 0, events: [{ ...events[0]!, form: 0 }] }],
  };
  await assert.rejects(store.append(formless), /0 is not a form of Counted/);
});

function command(commandKey: string, stream: string, expectedVersion: number, data: unknown = 1): Command {
  return { commandKey, writes: [{ stream, expectedVersion, events: [{ type: "Happened", data, at }] }] };
}

async function project(tx: Tx, events: readonly StoredEvent[]): Promise<void> {
  if (events.some(({ data }) => data === "poison")) throw new Error("an event cannot be projected");
  await tx`insert into projected select unnest(${events.map(({ position }) => String(position))}::bigint[])`;
}
