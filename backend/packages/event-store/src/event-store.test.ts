import assert from "node:assert/strict";
import { message, outboxMigrations } from "@beacom/outbox";
import { connect, type Sql } from "@beacom/postgres";
import { CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { ok, refuse } from "@beacom/result";
import { testDatabase } from "@beacom/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { type Command, type EventStore, eventStoreMigrations, openEventStore } from "#index";

const at = new Date("2026-11-22T18:00:00.123Z");
let database: Awaited<ReturnType<typeof testDatabase>>;
let admin: Sql;
let store: EventStore;

beforeAll(async () => {
  database = await testDatabase({ schema: "sample", migrations: [outboxMigrations, eventStoreMigrations] });
  admin = connect(database.adminUrl, { max: 1 });
  store = openEventStore({ sql: database.sql });
});
beforeEach(() => emptyStore());
afterAll(async () => {
  await store.close();
  await admin.end();
  await database.close();
});

test("events come back as they were appended, with versions and positions that count on", async () => {
  const data = { octets: "9223372036854775807", nested: { b: [1, null, "é\u0000"], a: true } };
  assert.deepEqual(
    await store.append(command("c1", "wallet-1", 0, [data, "second"])),
    ok({ versions: new Map([["wallet-1", 2]]), position: 2n }),
  );
  assert.deepEqual(
    await store.append(command("c2", "wallet-2", 0, [3])),
    ok({ versions: new Map([["wallet-2", 1]]), position: 3n }),
  );
  const [first] = await store.read("wallet-1");
  assert.deepEqual(first, { position: 1n, stream: "wallet-1", version: 1, type: "Happened", form: 1, data, at });
  assert.deepEqual(
    (await store.read("wallet-1", 1)).map((event) => event.data),
    ["second"],
  );
  assert.deepEqual(
    (await store.readAll({ after: 1n, limit: 10 })).map(({ position }) => position),
    [2n, 3n],
  );
});

test("a decision on an old version is refused, and so is a command that was carried out", async () => {
  await store.append(command("c1", "wallet", 0, [1]));
  assert.deepEqual(
    await store.append(command("c2", "wallet", 0, [2])),
    refuse({ kind: "version-moved", stream: "wallet" }),
  );
  assert.deepEqual(await store.append(command("c1", "other", 0, [2])), refuse({ kind: "command-repeated" }));
  assert.ok((await store.append(command("c2", "wallet", 1, [2]))).ok);
});

test("a command writes all of its streams or none", async () => {
  await store.append(command("c1", "moved", 0, [1]));
  const both: Command = {
    commandKey: "c2",
    writes: [
      { stream: "fresh", expectedVersion: 0, events: [happened(1)] },
      { stream: "moved", expectedVersion: 0, events: [happened(2)] },
    ],
  };
  assert.deepEqual(await store.append(both), refuse({ kind: "version-moved", stream: "moved" }));
  assert.deepEqual(await store.read("fresh"), []);
});

test("of many callers at the same time, each is answered for itself", async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => store.append(command(`c${n % 40}`, `s${n % 10}`, Math.floor(n / 10), [n]))),
  );
  assert.deepEqual(
    answers.map((answer) => (answer.ok ? "done" : answer.error.kind)),
    Array.from({ length: 50 }, (_, n) => (n < 40 ? "done" : "command-repeated")),
  );
  assert.deepEqual(await store.verifyChain().then(({ intact, events }) => ({ intact, events })), {
    intact: true,
    events: 40n,
  });
});

test("a command whose projection fails, fails alone", async () => {
  await database.sql`create table projected (stream text not null, version integer not null)`;
  const projecting = openEventStore({
    sql: database.sql,
    async project(tx, events) {
      for (const { stream, version, data } of events) {
        if (data === "poison") throw new Error("cannot be projected");
        await tx`insert into projected values (${stream}, ${version})`;
      }
    },
  });
  const answers = await Promise.allSettled(
    Array.from({ length: 9 }, (_, n) => projecting.append(command(`c${n}`, `s${n}`, 0, [n === 4 ? "poison" : n]))),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    Array.from({ length: 9 }, (_, n) => (n === 4 ? "rejected" : "fulfilled")),
  );
  const rows = await database.sql<{ stream: string }[]>`select stream from projected order by stream`;
  assert.deepEqual(
    rows.map(({ stream }) => stream),
    ["s0", "s1", "s2", "s3", "s5", "s6", "s7", "s8"],
  );
  assert.ok((await store.verifyChain()).intact);
  await projecting.close();
});

test("a message for other services leaves with the events, or not at all", async () => {
  await database.sql`truncate outbox restart identity`;
  const outbox = (key: string) => [message(CustomerVerifiedSchema, key, { customerId: key }, at)];
  await store.append({ ...command("c1", "wallet", 0, [1]), outbox: outbox("told") });
  await store.append({ ...command("c2", "wallet", 0, [1]), outbox: outbox("not told") });
  const rows = await database.sql<{ key: string }[]>`select key from outbox`;
  assert.deepEqual(
    rows.map(({ key }) => key),
    ["told"],
  );
});

test("what cannot be stored is refused before it joins a batch", async () => {
  await assert.rejects(store.append(command("c1", "wallet", 0, [1n])), /a bigint cannot be stored/);
  await assert.rejects(store.append(command("c1", "wallet", 0, [Number.NaN])), /NaN cannot be stored/);
  await assert.rejects(store.append(command("c1", "wallet", 0, [new Map([["a", 1]])])), /a Map cannot be stored/);
  await assert.rejects(store.append(command("c\ud800", "wallet", 0, [1])), /a command needs a key that can be stored/);
  await assert.rejects(store.append(command("c1", "wal\0let", 0, [1])), /name that can be stored/);
});

test("the newest snapshot is kept", async () => {
  assert.equal(await store.readSnapshot("wallet"), undefined);
  await store.saveSnapshot({ stream: "wallet", version: 5, state: { cents: "100" } });
  await store.saveSnapshot({ stream: "wallet", version: 4, state: { cents: "90" } });
  assert.deepEqual(await store.readSnapshot("wallet"), { version: 5, state: { cents: "100" } });
});

test("many streams are read in one go, each after its snapshot", async () => {
  await store.append(command("c1", "wallet", 0, [1, 2, 3]));
  await store.append(command("c2", "purse", 0, [4]));
  await store.saveSnapshot({ stream: "wallet", version: 2, state: { sum: 3 } });
  const read = await store.readMany(["wallet", "purse", "empty"]);
  const said = [...read].map(([stream, { snapshot, events }]) => [
    stream,
    snapshot?.version,
    events.map(({ version }) => version),
  ]);
  assert.deepEqual(said, [
    ["wallet", 2, [3]],
    ["purse", undefined, [1]],
    ["empty", undefined, []],
  ]);
  assert.deepEqual(read.get("purse")?.events, await store.read("purse"));
});

test("the service cannot change or remove an event", async () => {
  await store.append(command("c1", "wallet", 0, [1]));
  for (const statement of [
    "update events set type = 'Other'",
    "delete from events",
    "truncate events",
    "delete from event_commands",
  ]) {
    await assert.rejects(database.sql.unsafe(statement), /events are only appended/);
  }
});

const forgeries = {
  "an event is altered": "update events set data = '20' where position = 3",
  "an event's time is altered by a microsecond":
    "update events set at = at + interval '1 microsecond' where position = 3",
  "an event is removed": "delete from events where position = 3",
  "the last event is removed": "delete from events where position = 5",
  "an event is added at the end":
    "insert into events (position, stream, version, type, data, at, hash)\
     select 6, 'new', 1, type, data, at, hash from events where position = 3",
  "two events change places": `update events set position = -position where position in (3, 4);
    update events set position = 7 + position where position in (-3, -4)`,
};

test.for(Object.entries(forgeries))("the chain shows it when %s", async ([, statements]) => {
  for (let n = 0; n < 5; n++) await store.append(command(`c${n}`, "wallet", n, [n]));
  assert.ok((await store.verifyChain()).intact);
  await asForger(statements);
  const report = await store.verifyChain();
  const broken = statements.includes("select 6") ? 6n : statements.includes("position = 5") ? 5n : 3n;
  assert.deepEqual([report.intact, report.firstBroken], [false, broken]);
});

test("random histories by several stores end as the model says", async () => {
  const stores = [1, 2, 3].map(() => openEventStore({ sql: database.sql }));
  const step = fc.record({
    store: fc.nat(2),
    key: fc.nat(30),
    streams: fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 3 }),
    expected: fc.nat(3),
    events: fc.array(fc.jsonValue(), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { maxLength: 6 }), async (rounds) => {
      await emptyStore();
      const accepted: Command[] = [];
      for (const round of rounds) {
        const commands = round.map(({ store, key, streams, expected, events }) => ({
          store: stores[store]!,
          command: {
            commandKey: `k${key}`,
            writes: streams.map((n) => ({ stream: `s${n}`, expectedVersion: expected, events: events.map(happened) })),
          },
        }));
        const answers = await Promise.all(commands.map(({ store, command }) => store.append(command)));
        accepted.push(
          ...commands
            .map(({ command }, index) => ({ command, answer: answers[index]! }))
            .filter(({ answer }) => answer.ok)
            .map(({ command }) => command),
        );
      }
      await agreesWithModel(accepted);
    }),
    { numRuns: 25 },
  );
  await Promise.all(stores.map((each) => each.close()));
});

/** Whatever the order in which accepted commands were carried out: keys are unique, versions have no gaps, and each write followed the version it expected. */
async function agreesWithModel(accepted: readonly Command[]): Promise<void> {
  assert.equal(new Set(accepted.map(({ commandKey }) => commandKey)).size, accepted.length);
  const all = await store.readAll({ after: 0n, limit: 10_000 });
  assert.deepEqual(
    all.map(({ position }) => position),
    all.map((_, index) => BigInt(index + 1)),
  );
  assert.equal(all.length, accepted.flatMap(({ writes }) => writes.flatMap(({ events }) => events)).length);
  for (const stream of ["s0", "s1", "s2", "s3", "s4"]) {
    const stored = await store.read(stream);
    const writes = accepted.flatMap((command) => command.writes.filter((write) => write.stream === stream));
    const expected = writes
      .filter(({ events }) => events.length > 0)
      .sort((a, b) => a.expectedVersion - b.expectedVersion)
      .flatMap(({ events }) => events.map(({ data }) => JSON.parse(JSON.stringify(data)) as unknown));
    assert.deepEqual(
      stored.map(({ version }) => version),
      stored.map((_, index) => index + 1),
    );
    assert.deepEqual(
      stored.map(({ data }) => data),
      expected,
    );
  }
  assert.ok((await store.verifyChain()).intact);
}

function command(commandKey: string, stream: string, expectedVersion: number, data: readonly unknown[]): Command {
  return { commandKey, writes: [{ stream, expectedVersion, events: data.map(happened) }] };
}

function happened(data: unknown): { type: string; data: unknown; at: Date } {
  return { type: "Happened", data, at };
}

async function emptyStore(): Promise<void> {
  await asForger(`truncate events, event_commands, event_snapshots;
    update event_chain set position = 0, hash = repeat('0', 64)`);
}

/** As somebody with the superuser's rights, past the triggers. */
async function asForger(statements: string): Promise<void> {
  await admin.begin(async (tx) => {
    await tx
      .unsafe(`set local session_replication_role = replica; set local search_path = sample; ${statements}`)
      .simple();
  });
}
