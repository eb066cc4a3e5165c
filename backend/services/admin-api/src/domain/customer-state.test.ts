import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { type CustomerFacts, customerState } from "#domain/customer-state";

const told = { now: new Date("2026-11-27T15:00:00Z"), zone: "Africa/Johannesburg" };
const fine: CustomerFacts = {
  session: { openSince: new Date("2026-11-27T12:02:00Z") },
  service: { level: "full", reason: "in-bundle" },
  lastPayment: { outcome: "succeeded", words: "" },
  overdue: null,
  nextLogin: { isRefused: false, reason: "", words: "" },
};
const ended = { endedAt: new Date("2026-11-27T12:02:00Z"), cause: "Lost-Carrier" };
const usedUp = { level: "blocked", reason: "bundle-used-up" } as const;
const failed = { outcome: "failed", words: "Insufficient funds." } as const;

test.each<[string, Partial<CustomerFacts>]>([
  ["Online since 14:02.", {}],
  [
    "Offline since 14:02: bundle used up; last top-up failed (Insufficient funds).",
    { session: ended, service: usedUp, lastPayment: failed },
  ],
  ["Offline since 14:02: the line was lost.", { session: ended }],
  ["Online since 14:02, slowed down: fair-use limit reached.", { service: { level: "throttled", reason: "fair-use" } }],
  [
    "Online since 14:02, but only for paying: invoice unpaid; R499.00 is overdue.",
    { service: { level: "walled-garden", reason: "unpaid" }, overdue: "R499.00" },
  ],
  ["Online since 3 November 23:30.", { session: { openSince: new Date("2026-11-03T21:30:00Z") } }],
  ["Offline since 31 December 2025 23:59.", { session: { endedAt: new Date("2025-12-31T21:59:00Z"), cause: "" } }],
  [
    "Never been online: no bundle; a top-up is waiting for its payment.",
    {
      session: null,
      service: { level: "blocked", reason: "no-bundle" },
      lastPayment: { outcome: "pending", words: "" },
    },
  ],
  [
    "Never been online: the next login would be refused: Your account has expired.",
    { session: null, nextLogin: { isRefused: true, reason: "expired", words: "Your account has expired." } },
  ],
  ["Whether they are online is not known: bundle used up.", { session: undefined, service: usedUp }],
  [
    "Offline since 14:02: the line was lost.",
    { session: ended, service: undefined, lastPayment: undefined, overdue: undefined, nextLogin: undefined },
  ],
])("%s", (sentence, facts) => assert.equal(customerState({ ...fine, ...facts }, told).sentence, sentence));

test("the reasons are there as words to translate by, the weightiest first", () => {
  const state = customerState(
    { ...fine, session: ended, service: usedUp, lastPayment: failed, overdue: "R1.00" },
    told,
  );
  assert.deepEqual([state.state, state.because], ["offline", ["bundle-used-up", "overdue", "top-up-failed"]]);
});

const orNot = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const day = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });
const anyFacts: fc.Arbitrary<CustomerFacts> = fc.record({
  session: fc.oneof(
    fc.constantFrom(undefined, null),
    fc.record({ openSince: day }),
    fc.record({ endedAt: day, cause: fc.string() }),
  ),
  service: orNot(
    fc.record({
      level: fc.constantFrom("full", "throttled", "walled-garden", "blocked"),
      reason: fc.string({ minLength: 1 }),
    }),
  ),
  lastPayment: fc.oneof(
    fc.constantFrom(undefined, null),
    fc.record({
      outcome: fc.constantFrom("succeeded", "failed", "expired", "pending", "under-review"),
      words: fc.string(),
    }),
  ),
  overdue: fc.constantFrom(undefined, null, "R1.00"),
  nextLogin: fc.oneof(
    fc.constantFrom(undefined, null),
    fc.record({ isRefused: fc.boolean(), reason: fc.string({ minLength: 1 }), words: fc.string() }),
  ),
});

test("whatever is known, it is one sentence, and nobody is called online without an open session", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { state, sentence, since } = customerState(facts, told);
      assert.match(sentence, /^[A-Z].*\.$/su);
      const isOpen = facts.session !== undefined && facts.session !== null && "openSince" in facts.session;
      assert.equal(["online", "slowed-down", "walled-garden", "blocked"].includes(state), isOpen);
      assert.equal(since === undefined, state === "unknown" || state === "never-online");
    }),
  );
});

test("what nobody said is not in the sentence", () => {
  const nothing = {
    session: undefined,
    service: undefined,
    lastPayment: undefined,
    overdue: undefined,
    nextLogin: undefined,
  };
  assert.equal(customerState(nothing, told).sentence, "Whether they are online is not known.");
});
