import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import {
  decideMassAction,
  isOver,
  type MassAction,
  type MassCommand,
  type Phase,
  type Tally,
} from "#domain/mass-actions";

const noon = new Date("2026-11-27T10:00:00Z");
const hours = (count: number) => new Date(noon.getTime() + count * 3_600_000);
const tally: Tally = { customers: 50, leftOut: 2, costCents: 250_000n, stakeCents: 250_000n };
const limits = { customers: 100, cents: 500_000n };
const nothing = { customers: 0, stakeCents: 0n };
const action = (phase: Phase): MassAction => ({
  actionId: "mas_1",
  terms: { kind: "restore" },
  reason: "the tower is back",
  askedBy: "stf_thandi",
  askedAt: noon,
  phase,
});
const ready = action({ state: "ready", tally, expiresAt: hours(24) });
const start: MassCommand = { type: "start", by: "stf_thandi", limits, usedAlone: nothing };
const phases = {
  preparing: action({ state: "preparing" }),
  ready,
  awaiting: action({ state: "awaiting-approval", tally, startedBy: "stf_thandi", expiresAt: hours(24) }),
  running: action({ state: "running", tally, startedBy: "stf_thandi", approvedBy: null }),
  paused: action({ state: "paused", tally, startedBy: "stf_thandi", approvedBy: null, pausedBy: "stf_sipho" }),
  finished: action({ state: "finished", tally, startedBy: "stf_thandi", approvedBy: null, finishedAt: noon }),
  cancelled: action({ state: "cancelled", by: "stf_thandi", at: noon }),
  declined: action({ state: "declined", by: "stf_sipho", at: noon }),
  lapsed: action({ state: "lapsed", at: noon }),
};
const by = (type: "approve" | "decline" | "pause" | "resume" | "cancel", who = "stf_sipho"): MassCommand => ({
  type,
  by: who,
});

test("within the limits one person is enough", () => {
  const { phase } = valueOf(decideMassAction(ready, start, hours(1)));
  assert.deepEqual(phase, { state: "running", tally, startedBy: "stf_thandi", approvedBy: null });
});

test.each([
  ["too many customers", { ...start, limits: { ...limits, customers: 49 } }],
  ["too much money", { ...start, limits: { ...limits, cents: 249_999n } }],
  ["too many customers in a day", { ...start, usedAlone: { customers: 51, stakeCents: 0n } }],
  ["too much money in a day", { ...start, usedAlone: { customers: 0, stakeCents: 250_001n } }],
])("%s for one person wait for a second for a day", (_, command) => {
  const { phase } = valueOf(decideMassAction(ready, command, hours(1)));
  assert.deepEqual(phase, { state: "awaiting-approval", tally, startedBy: "stf_thandi", expiresAt: hours(25) });
});

test("a second person lets it begin, and is named", () => {
  const { phase } = valueOf(decideMassAction(phases.awaiting, by("approve"), hours(1)));
  assert.deepEqual(phase, { state: "running", tally, startedBy: "stf_thandi", approvedBy: "stf_sipho" });
});

test("a second person declines, and that is the end of it", () => {
  const declined = valueOf(decideMassAction(phases.awaiting, by("decline"), hours(1)));
  assert.equal(declined.phase.state, "declined");
  assert.deepEqual(decideMassAction(declined, by("approve"), hours(1)), refuse({ kind: "over-already" }));
});

test("it is paused and goes on as it began", () => {
  const paused = valueOf(decideMassAction(phases.running, by("pause"), hours(1)));
  assert.equal(paused.phase.state, "paused");
  assert.deepEqual(valueOf(decideMassAction(paused, by("resume"), hours(30))), phases.running);
});

test("what nobody began or approved in a day has lapsed, and can no longer be begun", () => {
  assert.equal(valueOf(decideMassAction(phases.awaiting, { type: "lapse" }, hours(24))).phase.state, "lapsed");
  assert.deepEqual(decideMassAction(phases.awaiting, by("approve"), hours(24)), refuse({ kind: "lapsed" }));
  assert.deepEqual(decideMassAction(ready, start, hours(24)), refuse({ kind: "lapsed" }));
});

describe("refused is", () => {
  const nobody = action({ state: "ready", tally: { ...tally, customers: 0 }, expiresAt: hours(24) });
  test.each<[string, MassAction, MassCommand, string]>([
    ["a start before everybody was looked at", phases.preparing, start, "still-preparing"],
    ["a start that would do nothing", nobody, start, "nobody-to-do-it-to"],
    ["a second start", phases.running, start, "started-already"],
    ["a start beside a request for approval", phases.awaiting, start, "started-already"],
    ["a second preparation", ready, { type: "prepared", tally }, "started-already"],
    ["an approval by the one who asked", phases.awaiting, by("approve", "stf_thandi"), "asker-cannot-approve"],
    ["an approval of what nobody asked for", ready, by("approve"), "not-awaiting-approval"],
    ["declining what runs", phases.running, by("decline"), "not-awaiting-approval"],
    ["pausing what does not run", ready, by("pause"), "not-running"],
    ["going on with what runs", phases.running, by("resume"), "not-paused"],
    ["the end of what is paused", phases.paused, { type: "finish" }, "not-running"],
    ["lapsing what runs", phases.running, { type: "lapse" }, "not-over-yet"],
    ["lapsing before its time", ready, { type: "lapse" }, "not-over-yet"],
    ["cancelling what is finished", phases.finished, by("cancel"), "over-already"],
    ["going on with what was cancelled", phases.cancelled, by("resume"), "over-already"],
    ["approving what has lapsed", phases.lapsed, by("approve"), "lapsed"],
    ["starting what was declined", phases.declined, start, "over-already"],
  ])("%s", (_, before, command, kind) =>
    assert.deepEqual(decideMassAction(before, command, hours(1)), refuse({ kind })),
  );

  test("an approval by the one who chose the customers, though another started it", () => {
    const other = action({ state: "awaiting-approval", tally, startedBy: "stf_sipho", expiresAt: hours(24) });
    assert.deepEqual(
      decideMassAction(other, by("approve", "stf_thandi"), noon),
      refuse({ kind: "asker-cannot-approve" }),
    );
    assert.deepEqual(
      decideMassAction(other, by("approve", "stf_sipho"), noon),
      refuse({ kind: "asker-cannot-approve" }),
    );
  });
});

const staff = fc.constantFrom("stf_thandi", "stf_sipho", "stf_nomsa");
const commands: fc.Arbitrary<MassCommand> = fc.oneof(
  fc.record({
    type: fc.constant("prepared" as const),
    tally: fc.record({
      customers: fc.nat(200),
      leftOut: fc.nat(9),
      costCents: fc.bigInt(-9n, 9n),
      stakeCents: fc.bigInt(0n, 900_000n),
    }),
  }),
  fc.record({
    type: fc.constant("start" as const),
    by: staff,
    limits: fc.constant(limits),
    usedAlone: fc.record({ customers: fc.nat(120), stakeCents: fc.bigInt(0n, 600_000n) }),
  }),
  fc.record({
    type: fc.constantFrom(
      "approve" as const,
      "decline" as const,
      "pause" as const,
      "resume" as const,
      "cancel" as const,
    ),
    by: staff,
  }),
  fc.record({ type: fc.constantFrom("finish" as const, "lapse" as const) }),
);

test("nothing over the limits ever runs without a second person, and what is over stays over", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(commands, fc.nat(20)), { maxLength: 20 }), (steps) => {
      let now = 0;
      let current = phases.preparing;
      for (const [command, later] of steps) {
        now += later;
        const before = current;
        const decided = decideMassAction(before, command, hours(now));
        if (!decided.ok) continue;
        current = decided.value;
        assert.ok(!isOver(before.phase), "an end is an end");
        const { phase } = current;
        if (phase.state !== "running" || before.phase.state === "paused") continue;
        if (phase.approvedBy !== null) {
          assert.notEqual(phase.approvedBy, phase.startedBy);
          assert.notEqual(phase.approvedBy, current.askedBy);
          assert.equal(before.phase.state, "awaiting-approval");
        } else {
          assert.ok(command.type === "start");
          assert.ok(command.usedAlone.customers + phase.tally.customers <= command.limits.customers);
          assert.ok(command.usedAlone.stakeCents + phase.tally.stakeCents <= command.limits.cents);
        }
        assert.ok("expiresAt" in before.phase && before.phase.expiresAt > hours(now), "nothing old begins");
      }
    }),
    { numRuns: 2_000 },
  );
});
