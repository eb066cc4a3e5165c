import assert from "node:assert/strict";
import { outboxMigrations } from "@beacom/outbox";
import { connect, type Sql } from "@beacom/postgres";
import { testDatabase } from "@beacom/testing";
import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import { beginning, hashOf, type Link } from "#chain";
import { type EventStore, eventStoreMigrations, openEventStore } from "#index";
import { appendHistory } from "#testing/sample-history";
import { follows, type StoredLink } from "#verify-chain";

let database: Awaited<ReturnType<typeof testDatabase>>;
let admin: Sql;
let store: EventStore;
let events: StoredLink[];
let head: Link;

beforeAll(async () => {
  database = await testDatabase({ schema: "sample", migrations: [outboxMigrations, eventStoreMigrations] });
  admin = connect(database.adminUrl, { max: 1 });
  store = openEventStore({ sql: database.sql });
  await appendHistory(store, 150);
  const report = await store.verifyChain();
  assert.ok(report.intact);
  head = { position: report.events, hash: report.hash };
  events = await database.sql<StoredLink[]>`select *, true as whole from events order by position`;
  assert.ok(events.length >= 300);
  await asForger("create table kept as table events; create table kept_chain as table event_chain");
});
afterAll(async () => {
  await store.close();
  await admin.end();
  await database.close();
});

describe("in the database", () => {
  afterEach(() =>
    asForger(`truncate events; insert into events select * from kept;
      update event_chain set (position, hash) = (select position, hash from kept_chain)`),
  );

  /** How somebody would alter a column of the event at `here`. */
  const alterations = {
    position: "position = position + 10000",
    stream: "stream = stream || 'x'",
    version: "version = version + 1000",
    type: "type = lower(type)",
    form: "form = form % 3 + 1",
    "form, back to the first": "form = case form when 1 then 2 else 1 end",
    data: 'data = replace(data, \'"cents":"\', \'"cents":"1\')',
    "data, to another text for the same JSON": "data = data || ' '",
    at: "at = at + interval '1 millisecond'",
    "at, by less than the hash sees": "at = at + interval '1 microsecond'",
    hash: "hash = reverse(hash)",
  };
  const places = { "the first event": 1, "one in the middle": 137, "the one before the last": -1, "the last event": 0 };

  test.for(
    Object.entries(alterations).flatMap(([column, change]) =>
      Object.entries(places).map(([place, position]) => [place, column, position, change] as const),
    ),
  )("of %s, an altered %s is found at its position", async ([, , from, change]) => {
    const position = positionOf(from);
    await asForger(`update events set ${change} where position = ${position}`);
    await isBrokenAt(position);
  });

  test.for(Object.entries(places))("%s is missed when it is deleted", async ([, from]) => {
    const position = positionOf(from);
    await asForger(`delete from events where position = ${position}`);
    await isBrokenAt(position);
  });

  test("an event that is there twice is found, with those after it moved on or not", async () => {
    const copied = `insert into events (position, stream, version, type, form, data, at, hash)
      select position + 1, stream, version + 1000, type, form, data, at, hash from events where position = 40`;
    await asForger(`update events set position = -position - 1 where position > 40;
      update events set position = -position where position < 0; ${copied}`);
    await isBrokenAt(41n);
  });

  test.for([
    ["data"],
    ["at"],
    ["hash"],
    ["stream", "version"],
    ["type", "form", "data", "at"],
    ["stream", "version", "type", "form", "data", "at"],
    ["stream", "version", "type", "form", "data", "at", "hash"],
  ])("two events that exchanged %j are found at the first of them", async (exchanged) => {
    const columns = ["stream", "version", "type", "form", "data", "at", "hash"].map((column) =>
      exchanged.includes(column) ? `other.${column}` : `own.${column}`,
    );
    await asForger(`delete from events where position in (60, 71);
      insert into events (position, stream, version, type, form, data, at, hash)
      select own.position, ${columns.join(", ")} from kept as own join kept as other on own.position + other.position = 131
      where own.position in (60, 71)`);
    await isBrokenAt(60n);
  });

  test("an event that was altered and given the hash that now belongs to it is found at the next one", async () => {
    for (const position of [1n, 137n, BigInt(events.length) - 1n]) {
      await rehashOne(position);
      await isBrokenAt(position + 1n);
    }
  });

  test("the last event, altered and hashed anew, differs from the link that is kept apart", async () => {
    await rehashOne(head.position);
    await isBrokenAt(head.position);
  });

  test("a chain that was made anew as a whole is whole, and is not the one that was written down", async () => {
    const anew = chainAnew(
      events.map((event) => (event.position === 40n ? { ...event, data: '{"cents":"0"}' } : event)),
    );
    await replaceAll(anew);
    const { intact, hash } = await store.verifyChain();
    assert.equal(intact, true);
    assert.notEqual(hash, head.hash);
    assert.equal((await store.verifyChain(head)).intact, false);
    assert.equal((await store.verifyChain({ position: 39n, hash: events[38]!.hash })).intact, true);
    const found = await store.verifyChain({ position: 40n, hash: events[39]!.hash });
    assert.deepEqual([found.intact, found.firstBroken], [false, 40n]);
  });

  test("a chain that was cut off as a whole is shorter than the one that was written down", async () => {
    await replaceAll(events.slice(0, 100));
    assert.equal((await store.verifyChain()).intact, true);
    const found = await store.verifyChain(head);
    assert.deepEqual([found.intact, found.firstBroken], [false, 101n]);
  });

  test("what was written down stays true while the chain goes on", async () => {
    await appendMore();
    const report = await store.verifyChain(head);
    assert.deepEqual([report.intact, report.events], [true, head.position + 1n]);
  });
});

test("whichever column of whichever event is altered, the walk stops at that event", () => {
  const alter: Record<string, (event: StoredLink) => Partial<StoredLink>> = {
    position: ({ position }) => ({ position: position + 1n }),
    stream: ({ stream }) => ({ stream: `${stream}0` }),
    version: ({ version }) => ({ version: version + 1 }),
    type: ({ type }) => ({ type: `${type}"` }),
    form: ({ form }) => ({ form: (form % 3) + 1 }),
    data: ({ data }) => ({ data: data.replace("1", "2") === data ? `${data} ` : data.replace("1", "2") }),
    at: ({ at }) => ({ at: new Date(at.getTime() + 1) }),
    "at, between milliseconds": () => ({ whole: false }),
    hash: ({ hash }) => ({ hash: hash.startsWith("0") ? `1${hash.slice(1)}` : `0${hash.slice(1)}` }),
  };
  let last = beginning;
  for (const event of events) {
    assert.ok(follows(event, last));
    for (const [column, change] of Object.entries(alter)) {
      assert.equal(follows({ ...event, ...change(event) }, last), false, `${column} at ${event.position}`);
    }
    last = { position: event.position, hash: event.hash };
  }
});

const positionOf = (from: number): bigint => (from > 0 ? BigInt(from) : head.position + BigInt(from));

async function isBrokenAt(position: bigint): Promise<void> {
  const { intact, firstBroken } = await store.verifyChain();
  assert.deepEqual([intact, firstBroken], [false, position]);
}

async function rehashOne(position: bigint): Promise<void> {
  const event = { ...events[Number(position) - 1]!, data: '{"cents":"0"}' };
  const before = events[Number(position) - 2]?.hash ?? beginning.hash;
  await asForger(`truncate events; insert into events select * from kept;
    update events set data = '${event.data}', hash = '${hashOf(before, event)}' where position = ${position}`);
}

function chainAnew(altered: readonly StoredLink[]): StoredLink[] {
  let last = beginning.hash;
  return altered.map((event) => {
    last = hashOf(last, event);
    return { ...event, hash: last };
  });
}

async function replaceAll(anew: readonly StoredLink[]): Promise<void> {
  const last = anew.at(-1)!;
  const rows = anew.map((event) => ({ ...event, position: String(event.position) }));
  await admin.begin(async (tx) => {
    await tx
      .unsafe("set local session_replication_role = replica; set local search_path = sample; truncate events")
      .simple();
    await tx`insert into events ${tx(rows, "position", "stream", "version", "type", "form", "data", "at", "hash")}`;
    await tx`update event_chain set position = ${last.position}, hash = ${last.hash}`;
  });
}

async function appendMore(): Promise<void> {
  const events = [{ type: "Counted", data: 1, at: new Date(0) }];
  const answer = await store.append({ commandKey: "more", writes: [{ stream: "more", expectedVersion: 0, events }] });
  assert.ok(answer.ok);
}

/** As somebody with the superuser's rights, past the triggers. */
async function asForger(statements: string): Promise<void> {
  await admin.begin(async (tx) => {
    await tx
      .unsafe(`set local session_replication_role = replica; set local search_path = sample; ${statements}`)
      .simple();
  });
}
