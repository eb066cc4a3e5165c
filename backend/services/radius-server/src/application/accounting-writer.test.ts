import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import { eventually } from "@beacom/testing";
import { test } from "vitest";
import type { SessionChange, Work } from "#application/accounting-batch";
import { openAccountingWriter, type SessionStore } from "#application/accounting-writer";
import { staleSessionsWith } from "#application/close-stale-sessions";
import { keyOf, openSessionTable } from "#application/session-table";
import type { Report } from "#domain/report";
import type { Session } from "#domain/session";

/** Sessions in memory, with the faults of a database at the flip of a switch. */
function storeInMemory() {
  const sessions = new Map<string, Session>();
  const store = {
    sessions,
    away: false,
    refuses: (_change: SessionChange): boolean => false,
    batches: [] as number[],
    quarantined: [] as Work[],
    held: undefined as Promise<void> | undefined,
    port: undefined as unknown as SessionStore,
  };
  store.port = {
    async readByKeys(keys) {
      const wanted = new Set(keys.map(keyOf));
      return [...sessions.values()].filter((session) => wanted.has(keyOf(session)));
    },
    async readOpenOfNas(nasId) {
      return [...sessions.values()].filter((session) => session.nasId === nasId && !session.end);
    },
    async write({ changes, records }) {
      await store.held;
      if (store.away) throw new Error("away");
      if (changes.some(store.refuses)) throw new RangeError("refused");
      const moved = changes.filter(
        ({ before, session }) => sessions.get(session.sessionId)?.revision !== before?.revision,
      );
      if (moved.length > 0)
        return refuse({ kind: "moved", sessionIds: new Set(moved.map((m) => m.session.sessionId)) });
      for (const { session } of changes) sessions.set(session.sessionId, session);
      store.batches.push(records.length);
      return ok(undefined);
    },
    async quarantine(work) {
      store.quarantined.push(work);
    },
    refusedData: (error) => error instanceof RangeError,
  };
  return store;
}

function writerOn(store: ReturnType<typeof storeInMemory>, more: { mostQueued?: number } = {}) {
  let ids = 0;
  const happened = { failed: 0, recovered: 0 };
  const table = openSessionTable();
  const writer = openAccountingWriter({
    store: store.port,
    table,
    openingOf: () => ({ sessionId: `ses_${++ids}`, currentVersion: 0n }),
    events: {
      batchWritten: () => undefined,
      quarantined: () => undefined,
      failed: () => void happened.failed++,
      recovered: () => void happened.recovered++,
      sessionsWritten: () => undefined,
    },
    mostQueued: more.mostQueued ?? 1_000,
    mostInBatch: 100,
    pause: () => new Promise((next) => void setImmediate(next)),
    nowMs: () => 0,
  });
  return { writer, table, happened };
}

function reportOf(id: string, octets: number, seconds = octets): Report {
  const reading = { octets: BigInt(octets), wide: true };
  return {
    kind: "interim",
    nasId: "nas_1",
    nasSource: "192.0.2.1",
    acctSessionId: id,
    username: "u",
    customerId: "cus_1",
    receivedAtMs: 1_000_000 + seconds * 1000,
    delaySeconds: 0,
    nasClockMs: 1_000_000 + seconds * 1000,
    sessionSeconds: seconds,
    up: reading,
    down: reading,
    terminateCause: undefined,
    nasIpAddress: undefined,
    framedIpAddress: undefined,
    callingStationId: undefined,
    calledStationId: undefined,
    nasPortId: undefined,
    framedIpv6Prefix: undefined,
    delegatedIpv6Prefix: undefined,
    claimId: undefined,
    acceptedVersion: undefined,
  };
}

test("what comes in while a batch is written becomes one batch, in order, and is acknowledged after it", async () => {
  const store = storeInMemory();
  const hold = Promise.withResolvers<void>();
  store.held = hold.promise;
  const { writer } = writerOn(store);
  const done: number[] = [];
  const send = (octets: number) =>
    writer.submit({ kind: "report", report: reportOf("1", octets), done: () => void done.push(octets) });
  send(1);
  await new Promise((next) => void setImmediate(() => setImmediate(next)));
  for (const octets of [2, 3, 4]) send(octets);
  assert.deepEqual(done, []);
  hold.resolve();
  await eventually(() => assert.deepEqual(done, [1, 2, 3, 4]));
  assert.deepEqual(store.batches, [1, 3]);
  assert.equal([...store.sessions.values()][0]?.down.total, 4n);
});

test("while the database is away nothing is acknowledged, the queue is bounded, and it goes on by itself", async () => {
  const store = storeInMemory();
  store.away = true;
  const { writer, happened } = writerOn(store, { mostQueued: 5 });
  let done = 0;
  const taken = Array.from({ length: 8 }, (_, n) =>
    writer.submit({ kind: "report", report: reportOf(`${n}`, 7), done: () => void done++ }),
  );
  assert.deepEqual(taken, [true, true, true, true, true, false, false, false]);
  await eventually(() => assert.equal(happened.failed, 1));
  assert.equal(done, 0);
  store.away = false;
  await eventually(() => assert.equal(done, 5));
  assert.deepEqual(happened, { failed: 1, recovered: 1 });
});

test("one report that the database refuses is set aside, and the others of its batch are written", async () => {
  const store = storeInMemory();
  store.refuses = ({ session }) => session.acctSessionId === "13";
  const { writer } = writerOn(store);
  let done = 0;
  for (let n = 0; n < 50; n++) writer.submit({ kind: "report", report: reportOf(`${n}`, 7), done: () => void done++ });
  await eventually(() => assert.equal(done, 50));
  assert.equal(store.sessions.size, 49);
  assert.equal(store.quarantined.length, 1);
});

test("a session that another process has written meanwhile is read again before it is followed", async () => {
  const store = storeInMemory();
  const { writer } = writerOn(store);
  let done = 0;
  const send = (octets: number) =>
    writer.submit({ kind: "report", report: reportOf("1", octets), done: () => void done++ });
  send(10);
  await eventually(() => assert.equal(done, 1));
  const [session] = store.sessions.values();
  const theirs = { ...session!, revision: 7, down: { last: 50n, total: 50n }, up: { last: 50n, total: 50n } };
  store.sessions.set(theirs.sessionId, {
    ...theirs,
    counted: { ...theirs.counted, sessionSeconds: 50, nasClockMs: 1_050_000 },
  });
  send(80);
  await eventually(() => assert.equal(done, 2));
  assert.equal(store.sessions.size, 1);
  assert.equal(store.sessions.get(session!.sessionId)?.down.total, 80n);
  assert.equal(store.sessions.get(session!.sessionId)?.revision, 8);
});

test("a silent session is closed after its grace, which begins again when the server had not listened", async () => {
  const store = storeInMemory();
  const { writer } = writerOn(store);
  let done = false;
  writer.submit({ kind: "report", report: reportOf("1", 10), done: () => (done = true) });
  await eventually(() => assert.ok(done));
  const open = () => [...store.sessions.values()].filter((session) => !session.end);
  let nowMs = 1_010_000;
  const sessions = {
    readSilentSince: async (atMs: number) => open().filter((session) => session.lastReportAtMs <= atMs),
  };
  const stale = staleSessionsWith({ sessions, writer, staleSeconds: 100, nowMs: () => nowMs });
  nowMs += 90_000;
  await stale.close();
  stale.listeningAgain();
  nowMs += 90_000;
  await stale.close();
  assert.equal(open().length, 1);
  nowMs += 20_000;
  await stale.close();
  await eventually(() => assert.equal(open().length, 0));
  const [session] = store.sessions.values();
  assert.deepEqual(session?.end, { by: "stale", atMs: 1_010_000, cause: "Lost-Service" });
});

test("an Accounting-On closes what was open at that router before, in memory or not", async () => {
  const store = storeInMemory();
  const first = writerOn(store);
  let done = 0;
  const finished = (): void => void done++;
  first.writer.submit({ kind: "report", report: reportOf("1", 10), done: finished });
  await eventually(() => assert.equal(done, 1));
  const { writer } = writerOn(store);
  const at = { nasId: "nas_1", nasSource: "192.0.2.1", receivedAtMs: 1_060_000, done: finished };
  writer.submit({ kind: "report", report: reportOf("2", 20), done: finished });
  writer.submit({ kind: "nas-restart", atMs: 1_015_000, ...at });
  await eventually(() => assert.equal(done, 3));
  const [before, after] = [...store.sessions.values()];
  assert.deepEqual([before?.acctSessionId, before?.end?.by], ["1", "nas-restart"]);
  assert.deepEqual([after?.acctSessionId, after?.end], ["2", undefined]);
});
