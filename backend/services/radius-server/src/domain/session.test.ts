import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "#domain/report";
import { endSession, followReport, type Session } from "#domain/session";

const bootMs = Date.UTC(2026, 0, 1);

/** A report as this NAS makes it: it tells its time, its session's length and Gigawords, unless a test says otherwise. */
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
    sessionSeconds: kind === "start" ? undefined : atSeconds,
    up: reading,
    down: reading,
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
    ...rest,
  };
}

/** Follows reports as the server does, and answers the sessions in the order in which they were opened. */
function follow(reports: readonly Report[], known: Session[] = []): Session[] {
  const sessions = new Map(known.map((session) => [session.sessionId, session]));
  let opened = known.length;
  for (const next of reports) {
    const newestFirst = [...sessions.values()].sort((a, b) => b.startedAtMs - a.startedAtMs);
    const followed = followReport(newestFirst, next, () => ({ sessionId: `ses_${++opened}`, currentVersion: 1n }));
    if (followed.kind === "repeated") continue;
    for (const session of followed.sessions) {
      const before = sessions.get(session.sessionId);
      assert.ok(!before || session.down.total >= before.down.total, "a total fell");
      sessions.set(session.sessionId, session);
    }
  }
  return [...sessions.values()];
}

const totals = (sessions: readonly Session[]): number[] => sessions.map((session) => Number(session.down.total));

describe("a session", () => {
  test("takes the difference of each report, and ends with its Stop", () => {
    const [session, ...others] = follow([
      report("start", 0),
      report("interim", 60, { octets: 100 }),
      report("stop", 90, { octets: 150 }),
    ]);
    assert.deepEqual(others, []);
    assert.equal(session?.down.total, 150n);
    assert.deepEqual(session.end, { by: "nas", atMs: bootMs + 90_000, cause: "User-Request" });
  });

  test("is opened by an interim when the Start was lost, with the start that the interim tells", () => {
    const [session] = follow([report("interim", 600, { octets: 5_000 })]);
    assert.equal(session?.startedAtMs, bootMs);
    assert.equal(session.down.total, 5_000n);
  });

  test("does not lose its usage to a Stop without counters, and keeps it when the Stop says zero", () => {
    const usage = [report("start", 0), report("interim", 60, { octets: 100 })];
    assert.deepEqual(totals(follow([...usage, report("stop", 90)])), [100]);
    assert.deepEqual(totals(follow([...usage, report("stop", 90, { octets: 0 })])), [100]);
  });

  test("takes in a late interim after a Stop that had no counters", () => {
    const late = report("interim", 60, { octets: 100 });
    const [session] = follow([report("start", 0), report("stop", 90), late]);
    assert.equal(session?.down.total, 100n);
    assert.equal(session.end?.by, "nas");
  });

  test("adds up when the NAS begins its counters again", () => {
    const reports = [
      report("start", 0),
      report("interim", 60, { octets: 1_000 }),
      report("interim", 120, { octets: 30 }),
      report("interim", 180, { octets: 50 }),
    ];
    assert.deepEqual(totals(follow(reports)), [1_050]);
  });

  test("counts past 4 GiB with Gigawords, and past zero on a NAS that has none", () => {
    const wide = [report("interim", 60, { octets: 4_000_000_000 }), report("interim", 120, { octets: 9_000_000_000 })];
    assert.deepEqual(totals(follow(wide)), [9_000_000_000]);
    const narrow = (seconds: number, octets: bigint) => {
      const reading = { octets, wide: false };
      return report("interim", seconds, { up: reading, down: reading });
    };
    assert.deepEqual(totals(follow([narrow(60, 4_000_000_000n), narrow(120, 5_032_704n)])), [4_300_000_000]);
  });

  test("is not counted twice when packets come late or again", () => {
    const first = report("interim", 60, { octets: 100 });
    const second = report("interim", 120, { octets: 300 });
    const stop = report("stop", 150, { octets: 350 });
    const late = { ...first, receivedAtMs: first.receivedAtMs + 100_000, delaySeconds: 100 };
    assert.deepEqual(totals(follow([report("start", 0), second, first, second, stop, late, second, stop])), [350]);
  });

  test("is not split by a Start that comes after its first interim, nor by the same Start again", () => {
    const start = report("start", 0);
    const again = { ...start, receivedAtMs: start.receivedAtMs + 8_000, delaySeconds: 8 };
    assert.equal(follow([report("interim", 5, { octets: 10 }), start, again]).length, 1);
  });

  test("survives the NAS finding its time server", () => {
    const asleep = { nasClockMs: 5_000 };
    const awake = report("interim", 120, { octets: 300 });
    assert.deepEqual(totals(follow([report("interim", 60, { octets: 100, ...asleep }), awake])), [300]);
  });

  test("whose id is used again is another session, with or without its Stop", () => {
    const first = [report("start", 0), report("interim", 60, { octets: 100 })];
    const second = report("interim", 700, { octets: 40, sessionSeconds: 60 });
    const stopped = follow([...first, report("stop", 90, { octets: 120 }), report("start", 640), second]);
    assert.deepEqual(totals(stopped), [120, 40]);
    const [lost, fresh] = follow([...first, report("start", 640), second]);
    assert.equal(lost?.end?.by, "replaced");
    assert.equal(fresh?.down.total, 40n);
    assert.deepEqual(totals(follow([...first, second])), [100, 40]);
  });

  test("a late Stop of the session before finds that session", () => {
    const reports = [
      report("start", 0),
      report("interim", 600, { octets: 100 }),
      report("start", 700),
      report("interim", 760, { octets: 10, sessionSeconds: 60 }),
      report("stop", 690, { octets: 130, receivedAtMs: bootMs + 770_000, delaySeconds: 80 }),
    ];
    const [former, current] = follow(reports);
    assert.deepEqual(totals([former!, current!]), [130, 10]);
    assert.equal(current?.end, undefined);
  });

  test("that was taken for stale goes on with its next interim, but never after a Stop", () => {
    const [session] = follow([report("start", 0), report("interim", 60, { octets: 100 })]);
    const stale = endSession(session!, "stale", bootMs + 60_000);
    const [again] = follow([report("interim", 2_000, { octets: 900 })], [stale]);
    assert.equal(again?.end, undefined);
    assert.equal(again?.down.total, 900n);
    const [stopped] = follow(
      [report("stop", 2_060, { octets: 950 }), report("interim", 2_050, { octets: 940 })],
      again ? [again] : [],
    );
    assert.equal(stopped?.end?.by, "nas");
  });
});

describe("random histories", () => {
  type Sent = { report: Report; epoch: string };
  /** Sessions one after the other under one id; each reports at random times, and its counters may begin again. */
  const histories = fc
    .array(
      fc.record({
        gapSeconds: fc.integer({ min: 90, max: 4_000 }),
        reports: fc.array(
          fc.record({
            seconds: fc.integer({ min: 5, max: 900 }),
            octets: fc.integer({ min: 0, max: 3_000_000_000 }),
            resets: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        stops: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((sessions) => {
      const sent: Sent[] = [];
      let now = 1_000;
      sessions.forEach((session, number) => {
        now += session.gapSeconds;
        const startedAt = now;
        sent.push({ report: report("start", now), epoch: `${number}` });
        let counter = 0;
        let epoch = 0;
        session.reports.forEach((step, index) => {
          now += step.seconds;
          if (step.resets) {
            counter = 0;
            epoch++;
          }
          counter += step.octets;
          const kind = session.stops && index === session.reports.length - 1 ? "stop" : "interim";
          const made = report(kind, now, { octets: counter, sessionSeconds: now - startedAt });
          sent.push({ report: made, epoch: `${number}.${epoch}` });
        });
      });
      return sent;
    });

  /** What a NAS meant: of each run of a counter, the highest value that arrived. */
  function used(delivered: readonly Sent[]): bigint {
    const highest = new Map<string, bigint>();
    for (const {
      report: { down },
      epoch,
    } of delivered) {
      if (down && down.octets > (highest.get(epoch) ?? 0n)) highest.set(epoch, down.octets);
    }
    return [...highest.values()].reduce((sum, octets) => sum + octets, 0n);
  }

  /** What can be known from them in their order: a counter that has not fallen may have begun again unseen. */
  function knowable(delivered: readonly Sent[]): bigint {
    let sum = 0n;
    let last = { session: "", octets: 0n };
    for (const {
      report: { down },
      epoch,
    } of delivered) {
      const session = epoch.split(".")[0]!;
      if (session !== last.session) last = { session, octets: 0n };
      if (!down) continue;
      sum += down.octets >= last.octets ? down.octets - last.octets : down.octets;
      last = { session, octets: down.octets };
    }
    return sum;
  }

  const total = (sessions: readonly Session[]): bigint => sessions.reduce((sum, { down }) => sum + down.total, 0n);

  test("with loss and repetition, in order, count exactly what arrived", () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (sent, chance) => {
        const dice = chance[Symbol.iterator]();
        const roll = (): number => dice.next().value as number;
        const delivered = sent.filter(() => roll() > 2);
        const repeated = delivered.flatMap((one) => (roll() > 6 ? [one, one] : [one]));
        assert.equal(total(follow(repeated.map((one) => one.report))), knowable(delivered));
      }),
      { numRuns: 2_000 },
    );
  });

  test("in any order, with any repetition, never count more than was used, and totals never fall", () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })), (sent, chance) => {
        const dice = chance[Symbol.iterator]();
        const roll = (): number => dice.next().value as number;
        // Each packet arrives up to a few places later than it was sent, as retransmissions do, some of them twice.
        const delivered = sent
          .filter(() => roll() % 10 > 0)
          .flatMap((one, index) => [
            { one, place: index + (roll() % 3) },
            ...(roll() % 4 === 0 ? [{ one, place: index + (roll() % 12) }] : []),
          ])
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
        let receivedAtMs = 0;
        const reports = delivered.map(({ report: made }) => {
          receivedAtMs = Math.max(receivedAtMs, made.receivedAtMs);
          return { ...made, receivedAtMs, delaySeconds: Math.round((receivedAtMs - made.receivedAtMs) / 1000) };
        });
        const counted = total(follow(reports));
        expect(counted <= used(delivered)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("of one session in any order count up to its highest report", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 5_000_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(steps, fc.boolean(), fc.infiniteStream(fc.integer()), (octets, tellsTime, chance) => {
        let counter = 0;
        const sent = octets.map((step, index) => {
          counter += step;
          const made = report("interim", (index + 1) * 60, { octets: counter });
          return tellsTime ? made : { ...made, nasClockMs: undefined };
        });
        const dice = chance[Symbol.iterator]();
        const shuffled = sent
          .map((made) => ({ made, place: dice.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ made }) => {
            const receivedAtMs = bootMs + 3_600_000;
            return { ...made, receivedAtMs, delaySeconds: (receivedAtMs - made.receivedAtMs) / 1000 };
          });
        const sessions = follow(shuffled);
        assert.equal(sessions.length, 1);
        assert.equal(sessions[0]!.down.total, BigInt(counter));
      }),
      { numRuns: 1_000 },
    );
  });
});
