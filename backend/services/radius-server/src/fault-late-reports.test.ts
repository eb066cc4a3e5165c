import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { openAccountingWriter } from "#application/accounting-writer";
import { openSessionTable } from "#application/session-table";
import type { Report } from "#domain/report";
import { endSession, followReport, type Session } from "#domain/session";
import { diceOf } from "#property-histories";
import { storeInMemory } from "#property-store";

const bootMs = Date.UTC(2026, 5, 1);

function report(kind: Report["kind"], atSeconds: number, more: Partial<Report> & { octets?: number } = {}): Report {
  const { octets, ...rest } = more;
  const reading = octets === undefined ? undefined : { octets: BigInt(octets), wide: true };
  return {
    kind,
    nasId: "nas_1",
    nasSource: "192.0.2.1",
    acctSessionId: "80000001",
    username: "27821234567",
    customerId: "cus_1",
    receivedAtMs: bootMs + atSeconds * 1000,
    delaySeconds: 0,
    nasClockMs: bootMs + atSeconds * 1000,
    sessionSeconds: undefined,
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
    ...rest,
  };
}

function follow(reports: readonly Report[], known: readonly Session[] = []): Session[] {
  const sessions = new Map(known.map((session) => [session.sessionId, session]));
  for (const next of reports) {
    const newestFirst = [...sessions.values()].toSorted((a, b) => b.startedAtMs - a.startedAtMs);
    const opening = () => ({ sessionId: `ses_${sessions.size + 1}`, currentVersion: 1n });
    const followed = followReport(newestFirst, next, opening);
    if (followed.kind === "changed") for (const session of followed.sessions) sessions.set(session.sessionId, session);
  }
  return [...sessions.values()];
}

const totals = (sessions: readonly Session[]): number[] => sessions.map(({ down }) => Number(down.total));

describe("a router that does not tell how long a session has lasted", () => {
  test("is charged for one session, not for one each interim", () => {
    for (const nasClockMs of [undefined, bootMs]) {
      const clock = (seconds: number) => ({ nasClockMs: nasClockMs && nasClockMs + seconds * 1000 });
      const sessions = follow([
        report("start", 0, clock(0)),
        ...[300, 600, 900].map((at) => report("interim", at, { octets: at, ...clock(at) })),
        report("stop", 1_000, { octets: 1_000, ...clock(1_000) }),
      ]);
      assert.deepEqual(totals(sessions), [1_000]);
      assert.equal(sessions[0]?.end?.by, "nas");
    }
  });

  test("begins another one after a Stop, and goes on with one that was taken for stale", () => {
    const first = [report("start", 0), report("interim", 300, { octets: 300 }), report("stop", 400, { octets: 400 })];
    assert.deepEqual(totals(follow([...first, report("interim", 900, { octets: 50 })])), [400, 50]);
    const [open] = follow(first.slice(0, 2));
    const [again, ...others] = follow(
      [report("interim", 2_000, { octets: 900 })],
      [endSession(open!, "stale", bootMs + 300_000)],
    );
    assert.equal(others.length, 0);
    assert.deepEqual([again?.down.total, again?.end], [900n, undefined]);
  });
});

describe("a report of a session that nobody knows any more", () => {
  const current = [
    report("start", 5_000, { sessionSeconds: 0 }),
    report("interim", 5_100, { sessionSeconds: 100, octets: 10 }),
  ];

  test("does not end the session that has its id now", () => {
    const late = report("stop", 4_900, { sessionSeconds: 2_000, octets: 777, receivedAtMs: bootMs + 5_200_000 });
    const [session, ...others] = follow([...current, { ...late, delaySeconds: 300 }]);
    assert.equal(others.length, 0);
    assert.deepEqual([session?.end, session?.down.total], [undefined, 10n]);
  });

  test("is not counted into it because its own had lasted longer, where no clock of the router's tells them apart", () => {
    const late = report("interim", 4_800, { sessionSeconds: 2_000, octets: 777, receivedAtMs: bootMs + 5_200_000 });
    const clockless = [...current, { ...late, delaySeconds: 400 }].map((one) => ({ ...one, nasClockMs: undefined }));
    assert.deepEqual(totals(follow(clockless)), [10]);
  });
});

test("a late interim does not open a session again that another one has followed", () => {
  const first = follow([report("interim", 300, { sessionSeconds: 300, octets: 100 })]);
  const stale = endSession(first[0]!, "stale", bootMs + 300_000);
  const late = report("interim", 900, { sessionSeconds: 900, octets: 150, receivedAtMs: bootMs + 1_400_000 });
  const [former, current] = follow([report("start", 1_300), { ...late, delaySeconds: 500 }], [stale]);
  assert.deepEqual([former?.down.total, former?.end?.by, current?.end], [150n, "stale", undefined]);
});

test("a session that was begun is where its next report looks, however late its first one was", () => {
  const [former] = follow([
    report("start", 0, { receivedAtMs: bootMs + 22_000 }),
    report("stop", 9, { sessionSeconds: 9, octets: 5 }),
  ]);
  const begun = report("stop", 21, { sessionSeconds: 8, octets: 7 });
  assert.deepEqual(totals(follow([begun, begun, begun], [former!])), [5, 7]);
});

test("an Accounting-On at one server closes what another has opened under an id that the first knew from before", async () => {
  const store = storeInMemory(diceOf(1), { slow: false });
  let ids = 0;
  const server = () =>
    openAccountingWriter({
      store: store.port(),
      table: openSessionTable(),
      openingOf: () => ({ sessionId: `ses_${++ids}`, currentVersion: 0n }),
      events: {
        batchWritten: () => undefined,
        quarantined: () => undefined,
        failed: () => undefined,
        recovered: () => undefined,
        sessionsWritten: () => undefined,
      },
      mostQueued: 10,
      mostInBatch: 10,
      pause: () => new Promise((next) => void setImmediate(next)),
      nowMs: () => 0,
    });
  const [one, other] = [server(), server()];
  const told = (writer: typeof one, kind: Report["kind"], at: number) =>
    new Promise<void>((done) => void writer.submit({ kind: "report", report: report(kind, at), done: () => done() }));
  await told(one, "start", 0);
  await told(one, "stop", 100);
  await told(other, "start", 200);
  const at = { nasId: "nas_1", nasSource: undefined, atMs: bootMs + 300_000, receivedAtMs: bootMs + 300_000 };
  await new Promise<void>((done) => void one.submit({ kind: "nas-restart", ...at, done: () => done() }));
  const { sessions } = await store.outcome();
  assert.deepEqual(
    sessions.map(({ end }) => end?.by),
    ["nas", "nas-restart"],
  );
});
