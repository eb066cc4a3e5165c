import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { outboxMigrations } from "@beacom/outbox";
import { eventually, testDatabase } from "@beacom/testing";
import { afterEach, beforeEach, test } from "vitest";
import { type EventStore, eventStoreMigrations, openEventStore, type StoredEvent } from "#index";
import { tallyTable } from "#testing/tally";
import { startWriter, type Writer } from "#testing/writers";

let database: Awaited<ReturnType<typeof testDatabase>>;
let store: EventStore;
let writers: Writer[];

beforeEach(async () => {
  database = await testDatabase({ schema: "sample", migrations: [outboxMigrations, eventStoreMigrations] });
  await database.sql.unsafe(tallyTable);
  store = openEventStore({ sql: database.sql });
  writers = [];
});
afterEach(async () => {
  await Promise.allSettled(writers.map((writer) => writer.kill9()));
  await store.close();
  await database.close();
});

const start = (name: string, callers: number): Writer => {
  const writer = startWriter({ url: database.url, name, callers });
  writers.push(writer);
  return writer;
};
const acknowledged = () => writers.flatMap((writer) => [...writer.acknowledged]);

test("a follower sees every event of several processes once, in order, and none that did not last", async () => {
  const following = follow();
  for (const name of ["a", "b", "c"]) start(name, 40);
  await eventually(
    () => {
      for (const writer of writers) assert.ok(writer.acknowledged.size > 300);
    },
    { withinMs: 50_000 },
  );
  await Promise.all(writers.map((writer) => writer.stop()));
  const seen = await following.end();
  const stored = await store.readAll({ after: 0n, limit: 1_000_000 });
  assert.deepEqual(seen, stored);
  assert.equal(stored.length, 3 * acknowledged().length);
  await isWhole();
});

test("a process that is killed in the middle of batches leaves everything that it acknowledged, and nothing by half", async () => {
  const survivor = start("survivor", 10);
  for (let kill = 1; kill <= 4; kill++) {
    const victim = start(`victim${kill}`, 200);
    await eventually(() => assert.ok(victim.acknowledged.size > 150 * kill), { withinMs: 50_000 });
    await victim.kill9();
  }
  await survivor.stop();
  await eventually(async () => {
    const [row] = await database.sql<{ open: bigint }[]>`
      select count(*) as open from pg_stat_activity where application_name like 'victim%'`;
    assert.equal(row!.open, 0n);
  });
  const commands = await isWhole();
  const missing = acknowledged().filter((key) => !commands.has(key));
  assert.deepEqual(missing, []);
});

/** Reads on from the last position that it saw, and bears no gap. */
function follow(): { end(): Promise<StoredEvent[]> } {
  const seen: StoredEvent[] = [];
  let ending = false;
  const running = (async () => {
    for (;;) {
      const last = ending;
      const page = await store.readAll({ after: seen.at(-1)?.position ?? 0n, limit: 700 });
      for (const event of page) {
        assert.equal(event.position, (seen.at(-1)?.position ?? 0n) + 1n);
        seen.push(event);
      }
      if (last && page.length === 0) return seen;
      await pause(Math.random() * 10);
    }
  })();
  running.catch(() => undefined);
  return {
    end() {
      ending = true;
      return running;
    },
  };
}

/** Each command that is there has its three events, their projections and its message; nothing else is there. */
async function isWhole(): Promise<Set<string>> {
  assert.ok((await store.verifyChain()).intact);
  const parts = await database.sql<{ key: string; events: bigint; tallied: bigint; told: bigint; poisoned: boolean }[]>`
    select command_key as key, count(distinct events.position) as events, count(distinct tally.position) as tallied,
      count(distinct outbox.position) as told, bool_or((data::jsonb ->> 'poisoned')::boolean) as poisoned
    from event_commands
    full join (select *, data::jsonb ->> 'commandKey' as command_key from events) as events using (command_key)
    full join tally using (command_key)
    full join (select position, key as command_key from outbox) as outbox using (command_key)
    group by command_key`;
  const wrong = parts.filter(
    ({ key, events, tallied, told, poisoned }) =>
      key === null || events !== 3n || tallied !== 3n || told !== 1n || poisoned,
  );
  assert.deepEqual(wrong, []);
  const [known] = await database.sql<{ commands: bigint }[]>`select count(*) as commands from event_commands`;
  assert.equal(known!.commands, BigInt(parts.length));
  return new Set(parts.map(({ key }) => key));
}
