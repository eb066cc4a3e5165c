import assert from "node:assert/strict";
import * as fc from "fast-check";
import { test } from "vitest";
import type { Intent, PaymentEvent } from "#domain/intent";
import { at, chargeExample, intentExample, noon, reference } from "#domain/intent-examples";
import { decide, type Observation } from "#domain/observe";

const seen = (fields: Parameters<typeof chargeExample>[0] = {}, asked = reference): Observation => ({
  kind: "charge-seen",
  asked,
  charge: chargeExample(fields),
});
const opened: Observation = { kind: "opened", redirectUrl: "https://pay.test/1" };
const expired = decide(intentExample(), { kind: "time-passed" }, at(30)).intent;

test("an intent that the provider opened waits for the person", () => {
  const { intent, event } = decide(intentExample({ status: "created" }), opened, noon);
  assert.deepEqual(intent.state, { status: "pending", redirectUrl: "https://pay.test/1" });
  assert.equal(event, "PaymentOpened");
});

test("money of the right amount and currency settles it, counted from the callback", () => {
  const intent: Intent = { ...intentExample(), callbackAt: at(1) };
  const decision = decide(intent, seen(), at(2));
  assert.equal(decision.event, "PaymentSucceeded");
  assert.deepEqual(decision.intent.state, { status: "succeeded", at: at(2), reference, receivedAt: at(1) });
  assert.deepEqual(decide(decision.intent, seen(), at(3)), { intent: decision.intent, event: null, finding: null });
});

test("without a callback it counts from the provider's answer", () => {
  const { state } = decide(intentExample(), seen(), at(2)).intent;
  assert.deepEqual(state.status === "succeeded" && state.receivedAt, at(2));
});

test("nobody pays in time: it expires, and money that comes later is taken all the same", () => {
  assert.equal(expired.state.status, "expired");
  assert.equal(decide(intentExample(), { kind: "time-passed" }, at(29)).event, null);
  assert.equal(decide(expired, seen(), at(90)).event, "PaymentSucceeded");
});

test("a declined card fails it, and a second try on the same page still settles it", () => {
  const { intent, event } = decide(intentExample(), seen({ outcome: "failed", words: "Insufficient Funds." }), at(1));
  assert.equal(event, "PaymentFailed");
  assert.deepEqual(intent.state, {
    status: "failed",
    at: at(1),
    words: "The payment was declined: Insufficient Funds. Nothing was charged.",
  });
  assert.equal(decide(intent, seen(), at(2)).event, "PaymentSucceeded");
});

test("another amount, currency or reference puts it under review, with words", () => {
  const reasonOf = (observation: Observation) => {
    const { intent, event } = decide(intentExample(), observation, at(1));
    assert.equal(event, "PaymentUnderReview");
    return intent.state.status === "under-review" && intent.state.words;
  };
  assert.equal(
    reasonOf(seen({ amount: { minorUnits: 100n, currency: "ZAR" } })),
    "The provider reports R1.00 where R99.00 was asked for.",
  );
  assert.equal(
    reasonOf(seen({ amount: { minorUnits: 9_900n, currency: "XTS" } })),
    "The provider reports 9900 cents of XTS where R99.00 was asked for.",
  );
  assert.match(String(reasonOf(seen({ reference: "pay-9" }))), /answered about pay-9 when it was asked about pay-1/);
  assert.match(String(reasonOf(seen({ outcome: "reversed" }))), /gave it back/);
});

test("what a person has to decide is not decided by the next answer", () => {
  const { intent } = decide(intentExample(), seen({ amount: { minorUnits: 100n, currency: "ZAR" } }), at(1));
  assert.deepEqual(decide(intent, seen(), at(2)), { intent, event: null, finding: null });
});

test("a second charge under another reference of the same intent is found and not booked", () => {
  const settled = decide({ ...intentExample(), references: [reference, "pay-1-2"] }, seen(), at(1)).intent;
  const { intent, event, finding } = decide(settled, seen({ reference: "pay-1-2" }, "pay-1-2"), at(2));
  assert.deepEqual([intent, event], [settled, null]);
  assert.deepEqual(finding, {
    kind: "paid-twice",
    reference: "pay-1-2",
    words: "Paid again with R99.00: refund this charge.",
  });
});

test("the same observations, in any order and however often, lead to one end, and each step is announced once", () => {
  const truth = fc.constantFrom<Observation>(
    seen(),
    seen({ outcome: "failed", words: "Declined" }),
    seen({ amount: { minorUnits: 1n, currency: "ZAR" } }),
    seen({ outcome: "open" }),
  );
  const scene = truth.chain((last) => {
    // What the provider says before its last word: nothing yet, or a decline that was tried again.
    const earlier = fc.constantFrom<Observation>(opened, { kind: "time-passed" }, seen({ outcome: "open" }));
    const all = fc.array(fc.tuple(fc.oneof(earlier, fc.constant(last)), fc.integer({ min: 0, max: 90 })), {
      maxLength: 30,
    });
    return fc.tuple(fc.constant(last), all);
  });
  fc.assert(
    fc.property(scene, ([last, observations]) => {
      const everything = [...observations, [last, 100], [{ kind: "time-passed" }, 100]] as [Observation, number][];
      const [end, events] = run(everything);
      const [otherEnd] = run(everything.toReversed());
      assert.equal(end.state.status, otherEnd.state.status);
      assert.equal(new Set(events).size, events.length, `${events.join()} has a repeat`);
      const succeeded =
        last.kind === "charge-seen" && last.charge.outcome === "succeeded" && last.charge.amount.minorUnits === 9_900n;
      assert.equal(events.filter((event) => event === "PaymentSucceeded").length, succeeded ? 1 : 0);
    }),
    { numRuns: 1_000 },
  );
});

function run(observations: readonly [Observation, number][]): [Intent, PaymentEvent[]] {
  let intent = intentExample({ status: "created" });
  const events: PaymentEvent[] = [];
  for (const [observation, minute] of observations) {
    const decision = decide(intent, observation, at(minute));
    intent = decision.intent;
    if (decision.event) events.push(decision.event);
  }
  return [intent, events];
}
