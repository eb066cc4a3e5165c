import assert from "node:assert/strict";
import { describe, test } from "vitest";
import type { Note } from "#commands/radius/import/note";
import { profileDefinition } from "#commands/radius/import/profile-definition";
import { noTerms, type Terms } from "#commands/radius/import/terms";

function made(terms: Partial<Terms>, pools: readonly string[] = []) {
  const notes: Note[] = [];
  const definition = profileDefinition({ ...noTerms, ...terms }, new Set(pools), (note) => void notes.push(note));
  return { definition, notes };
}

describe("a profile of a group", () => {
  test("has everything that a profile can say", () => {
    const { definition, notes } = made({
      rate: { downBitsPerSecond: 20_000_000, upBitsPerSecond: 5_000_000 },
      pool: "homes",
      addressList: "paid",
      sessionTimeoutSeconds: 86_400,
      idleTimeoutSeconds: 600,
      interimSeconds: 300,
      simultaneousUse: 2,
      loginTimes: [
        { days: [1, 2, 3, 4, 5], fromMinute: 535, toMinute: 1_386 },
        { days: [0, 6], fromMinute: 0, toMinute: 1_440 },
      ],
      replies: [{ attribute: "Framed-Protocol", op: "=", value: "PPP" }],
    });
    assert.deepEqual(definition, {
      rate: { down: "20000000", up: "5000000" },
      address: { nasPool: "homes" },
      lists: { full: "paid", throttled: "paid" },
      sessionSeconds: 86_400,
      idleSeconds: 600,
      interimSeconds: 300,
      simultaneousUse: { most: 2, whenReached: "refuse" },
      hours: ["Mo,Tu,We,Th,Fr 08:55-23:06", "Su,Sa 00:00-24:00"],
      attributes: [{ attribute: "Framed-Protocol", value: "PPP" }],
    });
    assert.deepEqual(notes, []);
  });

  test("takes addresses from a pool of ours where there is one of that name", () => {
    assert.deepEqual(made({ pool: "homes" }, ["homes"]).definition, { address: { pool: "homes" } });
  });

  test("has no limit in a direction that has none", () => {
    assert.deepEqual(made({ rate: { upBitsPerSecond: 1_000 } }).definition, { rate: { down: "0", up: "1000" } });
  });

  test("leaves out what is no limit, and says so", () => {
    const { definition, notes } = made({ sessionTimeoutSeconds: 0, simultaneousUse: 0, interimSeconds: 30 });
    assert.deepEqual(definition, { interimSeconds: 60 });
    assert.deepEqual(
      notes.map(({ attribute }) => attribute),
      ["Session-Timeout", "Acct-Interim-Interval", "Simultaneous-Use"],
    );
  });

  test("leaves out attributes that would contradict the server or could not be sent", () => {
    const replies = [
      { attribute: "Class", op: "=", value: "x" },
      { attribute: "Tunnel-Password", op: "=", value: "umbrella" },
      { attribute: "Framed-MTU", op: "=", value: "many" },
      { attribute: "Framed-MTU", op: "=", value: "1492" },
    ];
    const { definition, notes } = made({ replies });
    assert.deepEqual(definition, { attributes: [{ attribute: "Framed-MTU", value: "1492" }] });
    assert.deepEqual(
      notes.map(({ attribute, value }) => [attribute, value]),
      [
        ["Class", "x"],
        ["Tunnel-Password", "(a secret)"],
        ["Framed-MTU", "many"],
      ],
    );
  });

  test("tells of online time that nobody counts here", () => {
    const { notes } = made({ sessionLimits: [{ name: "Max-Daily-Session", seconds: 3_600, per: "day" }] });
    assert.deepEqual(notes[0]?.value, "3600 s a day");
  });
});

describe("a burst", () => {
  const rate = { downBitsPerSecond: 10_000_000, upBitsPerSecond: 2_000_000 };
  const side = (bitsPerSecond: number, thresholdBitsPerSecond: number, seconds = 10) => ({
    bitsPerSecond,
    thresholdBitsPerSecond,
    seconds,
  });

  test("alike in both directions is a percentage of the rate", () => {
    const burst = { down: side(20_000_000, 7_500_000), up: side(4_000_000, 1_500_000) };
    const { definition, notes } = made({ rate: { ...rate, burst, priority: 8 } });
    assert.deepEqual(definition.burst, { percent: 200, thresholdPercent: 75, seconds: 10 });
    assert.deepEqual(notes, []);
  });

  test.for([
    { down: side(20_000_000, 7_500_000), up: side(3_000_000, 1_500_000) },
    { down: side(20_000_000, 7_500_000), up: side(4_000_000, 1_500_000, 20) },
    { down: side(20_000_001, 7_500_000), up: side(4_000_000, 1_500_000) },
    { down: side(20_000_000, 7_500_000) },
  ])("that is not is left out, and told", (burst) => {
    const { definition, notes } = made({ rate: { ...rate, burst } });
    assert.equal(definition.burst, undefined);
    assert.equal(notes.length, 1);
  });

  test("priority and a guaranteed rate are told", () => {
    const { notes } = made({ rate: { ...rate, priority: 3, guaranteed: { upBitsPerSecond: 1_000 } } });
    assert.equal(notes.length, 2);
  });
});
