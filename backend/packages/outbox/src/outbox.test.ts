import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { connect, type Sql } from "@beacom/postgres";
import { FollowRequestSchema } from "@beacom/proto/events/v1/events";
import { CodeIssuedSchema, CustomerVerifiedSchema } from "@beacom/proto/identity/v1/identity";
import { eventually, testDatabase } from "@beacom/testing";
import { afterAll, afterEach, beforeAll, beforeEach, test } from "vitest";
import {
  deleteOldEvents,
  type FollowedEvent,
  follow,
  isEvent,
  message,
  outboxMigrations,
  publish,
  read,
  type Source,
  serveFeed,
  watch,
} from "#index";

const log = { info: () => undefined, warn: () => undefined };
const at = new Date("2026-11-22T18:00:00Z");
const closing: (() => Promise<unknown>)[] = [];

let source: Awaited<ReturnType<typeof testDatabase>>;
let target: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  source = await testDatabase({ schema: "source", migrations: [outboxMigrations] });
  target = await testDatabase({ schema: "target", migrations: [outboxMigrations] });
  await target.sql`create table seen (n bigint generated always as identity, key text not null)`;
});
beforeEach(async () => {
  await source.sql`truncate outbox restart identity`;
  await source.sql`update outbox_floor set position = 0`;
  await target.sql`truncate seen, outbox_checkpoints restart identity`;
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});
afterAll(() => Promise.all([source.close(), target.close()]));

test("a message comes out as it went in, and only as its own type", async () => {
  await tell(source.sql, ["a"]);
  const seen: FollowedEvent[] = [];
  closing.push(start({ source: feed(), apply: async (events) => void seen.push(...events) }));
  await eventually(() => assert.equal(seen.length, 1));
  const event = seen[0]!;
  assert.equal(read(CustomerVerifiedSchema, event)?.customerId, "a");
  assert.equal(read(CodeIssuedSchema, event), undefined);
  assert.ok(isEvent(CustomerVerifiedSchema, event));
  assert.deepEqual(event.at, at);
});

test("with slow writers and rollbacks at the same time, a follower neither skips nor reorders", async () => {
  const writers = 6;
  const each = 25;
  closing.push(start({ source: feed(), apply: keep }));
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let n = 0; n < each; n++) {
        const rollsBack = Math.random() < 0.2;
        const attempt = source.sql.begin(async (tx) => {
          await sleep(Math.random() * 3);
          await publish(tx, [event(`${writer}:${n}:0`), event(`${writer}:${n}:1`)]);
          await sleep(Math.random() * 3);
          if (rollsBack) throw new Error("rolled back");
        });
        await attempt.catch((error: Error) => assert.equal(error.message, "rolled back"));
        if (rollsBack) n--;
      }
    }),
  );
  await eventually(async () => assert.equal((await seenKeys()).length, writers * each * 2));
  const [stored] = await source.sql<{ keys: string[] }[]>`select array_agg(key order by position) as keys from outbox`;
  assert.deepEqual(await seenKeys(), stored!.keys);
  for (let writer = 0; writer < writers; writer++) {
    const own = (await seenKeys()).filter((key) => key.startsWith(`${writer}:`));
    assert.deepEqual(
      own,
      [...Array(each).keys()].flatMap((n) => [`${writer}:${n}:0`, `${writer}:${n}:1`]),
    );
  }
});

test("an effect that fails leaves no trace, and happens once when it works", async () => {
  let failures = 3;
  closing.push(
    start({
      source: feed(),
      apply: async (events, sql) => {
        await keep(events, sql);
        if (failures-- > 0) throw new Error("the effect failed");
      },
    }),
  );
  await tell(source.sql, ["a", "b"]);
  await eventually(async () => assert.deepEqual(await seenKeys(), ["a", "b"]));
});

test("two processes that follow the same source for one database apply each event once", async () => {
  closing.push(start({ source: feed(), apply: keep }), start({ source: feed(), apply: keep }));
  const keys = Array.from({ length: 40 }, (_, n) => String(n));
  for (const key of keys) await tell(source.sql, [key]);
  await eventually(async () => assert.deepEqual(await seenKeys(), keys));
});

test("streams that break off in the middle and servers that end every connection lose nothing", async () => {
  let streams = 0;
  const served = feed();
  const unsteady: Source = async function* (request, options) {
    streams++;
    let batches = 0;
    for await (const batch of served(request, options)) {
      yield batch;
      if (++batches > 3) throw new Error("the stream broke off");
    }
  };
  closing.push(start({ source: unsteady, apply: keep }));
  const keys = Array.from({ length: 30 }, (_, n) => String(n));
  const writer = connect(source.url, { max: 1, name: "writer" });
  closing.push(() => writer.end());
  for (const [n, key] of keys.entries()) {
    await tell(writer, [key]);
    if (n % 10 === 5) await endOtherConnections(writer);
    await eventually(async () => assert.ok((await seenKeys()).length > n - 3));
  }
  await eventually(async () => assert.deepEqual(await seenKeys(), keys));
  assert.ok(streams > 3);
  await tell(writer, ["after"]);
  await eventually(async () => assert.equal((await seenKeys()).at(-1), "after"));
});

test("a follower that was away reads thousands of events in order, then hears new ones at once", async () => {
  const keys = Array.from({ length: 3_000 }, (_, n) => String(n));
  await tell(source.sql, keys);
  const sizes: number[] = [];
  const apply = async (events: readonly FollowedEvent[], sql: Sql) => {
    sizes.push(events.length);
    await keep(events, sql);
  };
  closing.push(start({ source: feed(), apply }));
  await eventually(async () => assert.deepEqual(await seenKeys(), keys));
  assert.ok(sizes.every((size) => size <= 500));
});

test("an idempotent follower writes its checkpoint after the effect", async () => {
  const seen: string[] = [];
  let failures = 1;
  const follower = follow({
    name: "source",
    source: feed(),
    sql: target.sql,
    log,
    idempotent: true,
    apply: async (events) => {
      seen.push(...events.map(({ key }) => key));
      if (failures-- > 0) throw new Error("the effect failed");
    },
  });
  closing.push(() => follower.close());
  await tell(source.sql, ["a"]);
  await eventually(() => {
    assert.deepEqual(seen, ["a", "a"]);
    assert.deepEqual(follower.lag(), { connected: true, position: 1n, head: 1n });
  });
});

test("a watcher sees what is committed after it came, and goes on where it was", async () => {
  await tell(source.sql, ["before"]);
  const seen: string[] = [];
  const served = feed();
  let breaks = 1;
  const unsteady: Source = async function* (request, options) {
    for await (const batch of served(request, options)) {
      yield batch;
      if (batch.events.length > 0 && breaks-- > 0) throw new Error("the stream broke off");
    }
  };
  const watcher = watch({
    name: "source",
    source: unsteady,
    log,
    apply: (events) => void seen.push(...events.map(({ key }) => key)),
  });
  closing.push(() => watcher.close());
  await eventually(() => assert.ok(watcher.connected()));
  for (const key of ["a", "b", "c"]) await tell(source.sql, [key]);
  await eventually(() => assert.deepEqual(seen, ["a", "b", "c"]));
});

test("a follower whose next events were deleted is refused; a new one begins with what is left", async () => {
  await tell(source.sql, ["a", "b"]);
  await source.sql`update outbox set stored_at = now() - interval '40 days'`;
  await tell(source.sql, ["c"]);
  assert.deepEqual(await deleteOldEvents({ sql: source.sql, olderThanDays: 30 }), { deleted: 2 });
  const served = feed();
  const first = async (afterPosition: bigint) => {
    const stop = new AbortController();
    for await (const batch of served({ afterPosition }, { signal: stop.signal })) {
      if (batch.events.length === 0) continue;
      stop.abort();
      return batch.events.map(({ key }) => key);
    }
    return undefined;
  };
  assert.deepEqual(await first(0n), ["c"]);
  assert.deepEqual(await first(2n), ["c"]);
  await assert.rejects(first(1n), (error) => error instanceof ConnectError && error.code === Code.OutOfRange);
});

test("a follower that is ahead of a restored copy is refused, rather than passed over by new events of the same numbers", async () => {
  await tell(source.sql, ["a", "b"]);
  const served = feed();
  const refusal = async (afterPosition: bigint) => {
    const stop = new AbortController();
    try {
      for await (const _ of served({ afterPosition }, { signal: stop.signal })) stop.abort();
      return undefined;
    } catch (error) {
      return error instanceof ConnectError ? error.rawMessage : error;
    }
  };
  assert.equal(await refusal(3n), "follower-ahead");
  assert.equal(await refusal(2n), undefined);
  await source.sql`update outbox set stored_at = now() - interval '40 days'`;
  await deleteOldEvents({ sql: source.sql, olderThanDays: 30 });
  await tell(source.sql, ["c"]);
  await source.sql`delete from outbox`;
  assert.equal(await refusal(3n), undefined, "an outbox whose last events were deleted is not an old copy");
});

test("a watcher whose place is gone begins with what is new", async () => {
  await tell(source.sql, ["a", "b"]);
  const seen: string[] = [];
  const served = feed();
  let breaks = 1;
  const restored: Source = async function* (request, options) {
    if (request.afterPosition !== undefined && request.afterPosition > 0n && breaks-- > 0)
      throw new ConnectError("follower-ahead", Code.OutOfRange);
    for await (const batch of served(request, options)) {
      yield batch;
      if (breaks > 0) throw new Error("the stream broke off");
    }
  };
  const watcher = watch({
    name: "source",
    source: restored,
    log,
    apply: (events) => void seen.push(...events.map(({ key }) => key)),
  });
  closing.push(() => watcher.close());
  await eventually(() => assert.equal(breaks, 0));
  await eventually(() => assert.ok(watcher.connected()));
  await eventually(async () => {
    await tell(source.sql, ["c"]);
    assert.ok(seen.includes("c"));
  });
  assert.ok(!seen.includes("a"));
});

const event = (key: string) => message(CustomerVerifiedSchema, key, { customerId: key }, at);

async function tell(sql: Sql, keys: readonly string[]): Promise<void> {
  await sql.begin((tx) => publish(tx, keys.map(event)));
}

function feed(): Source {
  const served = serveFeed({ sql: source.sql, log });
  closing.push(() => served.close());
  return (request, options) => served.follow(create(FollowRequestSchema, request), options);
}

function start(options: {
  source: Source;
  apply: (events: readonly FollowedEvent[], sql: Sql) => Promise<void>;
}): () => Promise<void> {
  const follower = follow({
    name: "source",
    source: options.source,
    sql: target.sql,
    log,
    apply: (events, tx) => options.apply(events, tx as unknown as Sql),
  });
  return () => follower.close();
}

async function keep(events: readonly FollowedEvent[], sql: Sql): Promise<void> {
  await sql`insert into seen (key) select * from unnest(${events.map(({ key }) => key)}::text[])`;
}

async function seenKeys(): Promise<string[]> {
  return (await target.sql<{ key: string }[]>`select key from seen order by n`).map(({ key }) => key);
}

async function endOtherConnections(sql: Sql): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name <> 'writer'`;
}
