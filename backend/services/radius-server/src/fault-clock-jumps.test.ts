import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import type { Report } from "#domain/report";
import { followReport, type Session } from "#domain/session";

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;
const bootMs = Date.UTC(2026, 5, 1);

/** How far the two clocks are off the truth from some report on. */
type Jump = { readonly from: number; readonly nasMs: number; readonly serverMs: number };
type Step = { readonly seconds: number; readonly octets: number };

/** Start, interims and Stop of one session, as they are told and received by clocks that jump. */
function reportsOf(steps: readonly Step[], jumps: readonly Jump[], tellsClock: boolean): Report[] {
  const reports: Report[] = [];
  let seconds = 0;
  let octets = 0n;
  for (const [n, step] of [{ seconds: 0, octets: 0 }, ...steps].entries()) {
    seconds += step.seconds;
    octets += BigInt(step.octets);
    const off = jumps.filter(({ from }) => from <= n);
    const sum = (of: (jump: Jump) => number): number => off.reduce((all, jump) => all + of(jump), 0);
    const trulyMs = bootMs + seconds * 1000;
    const reading = { octets, wide: true };
    const kind = n === 0 ? "start" : n === steps.length ? "stop" : "interim";
    reports.push({
      kind,
      nasId: "nas_1",
      nasSource: "192.0.2.1",
      acctSessionId: "80000001",
      username: "27821234567",
      customerId: "cus_1",
      receivedAtMs: trulyMs + sum(({ serverMs }) => serverMs),
      delaySeconds: 0,
      nasClockMs: tellsClock ? trulyMs + sum(({ nasMs }) => nasMs) : undefined,
      sessionSeconds: n === 0 ? undefined : seconds,
      up: n === 0 ? undefined : reading,
      down: n === 0 ? undefined : reading,
      terminateCause: kind === "stop" ? "User-Request" : undefined,
      nasIpAddress: undefined,
      framedIpAddress: undefined,
      callingStationId: undefined,
      calledStationId: undefined,
      nasPortId: undefined,
      framedIpv6Prefix: undefined,
      delegatedIpv6Prefix: undefined,
      claimId: undefined,
      acceptedVersion: undefined,
    });
  }
  return reports;
}

/** Each report twice, as a NAS sends that did not hear the answer. */
function follow(reports: readonly Report[]): Session[] {
  const sessions = new Map<string, Session>();
  for (const report of reports.flatMap((one) => [one, one])) {
    const newestFirst = [...sessions.values()].toSorted((a, b) => b.startedAtMs - a.startedAtMs);
    const opening = () => ({ sessionId: `ses_${sessions.size + 1}`, currentVersion: 1n });
    const followed = followReport(newestFirst, report, opening);
    if (followed.kind === "changed") for (const session of followed.sessions) sessions.set(session.sessionId, session);
  }
  return [...sessions.values()];
}

function isOneSession(reports: readonly Report[]): void {
  const [session, ...others] = follow(reports);
  assert.equal(others.length, 0, `split into ${others.length + 1}`);
  assert.equal(session?.down.total, reports.at(-1)!.down!.octets);
  assert.equal(session.end?.by, "nas");
}

const steps = fc.array(
  fc.record({ seconds: fc.integer({ min: 10, max: 900 }), octets: fc.integer({ min: 1, max: 3_000_000_000 }) }),
  { minLength: 2, maxLength: 8 },
);
const forwardOrBack = (least: number) =>
  fc.tuple(fc.integer({ min: least, max: yearMs }), fc.boolean()).map(([ms, back]) => (back ? -ms : ms));

describe("a session", () => {
  test("is one and counted once when its NAS's clock jumps between any two reports, by a quarter of an hour or a year, to and fro", () => {
    const jumps = fc.array(
      fc.record({ from: fc.integer({ min: 1, max: 8 }), nasMs: forwardOrBack(hourMs / 4), serverMs: fc.constant(0) }),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(steps, jumps, (told, jumped) => isOneSession(reportsOf(told, jumped, true))),
      { numRuns: 3_000 },
    );
  });

  test("is one and counted once when the server's clock jumps, and the NAS tells its own", () => {
    const jumps = fc.array(
      fc.record({ from: fc.integer({ min: 1, max: 8 }), nasMs: fc.constant(0), serverMs: forwardOrBack(hourMs / 4) }),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(steps, jumps, (told, jumped) => isOneSession(reportsOf(told, jumped, true))),
      { numRuns: 3_000 },
    );
  });

  test("is one and counted once when the server's clock jumps by more than two days, and the NAS tells no time", () => {
    const jump = fc.record({
      from: fc.integer({ min: 1, max: 8 }),
      nasMs: fc.constant(0),
      serverMs: forwardOrBack(48 * hourMs),
    });
    fc.assert(
      fc.property(steps, jump, (told, jumped) => isOneSession(reportsOf(told, [jumped], false))),
      { numRuns: 3_000 },
    );
  });

  test("of a router that begins in 1970 after each power cut is another one under the same id", () => {
    const first = reportsOf(
      [
        { seconds: 300, octets: 100 },
        { seconds: 300, octets: 50 },
      ],
      [],
      true,
    ).slice(0, -1);
    const second = reportsOf(
      [
        { seconds: 60, octets: 40 },
        { seconds: 60, octets: 2 },
      ],
      [],
      true,
    ).map((report) => ({
      ...report,
      receivedAtMs: report.receivedAtMs + 2 * hourMs,
      nasClockMs: report.nasClockMs! - bootMs + 30_000,
    }));
    const [former, current, ...others] = follow([...first, ...second]);
    assert.equal(others.length, 0);
    assert.deepEqual([former?.end?.by, former?.down.total], ["replaced", 100n]);
    assert.deepEqual([current?.end?.by, current?.down.total], ["nas", 42n]);
  });
});
