import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { planOf } from "#domain/account-examples";
import type { PlanMigration } from "#domain/plan-migration";
import { decideCancel, decideChangeTerms, decidePause } from "#domain/postpaid/change-subscription";
import { decideMigrateSubscription } from "#domain/postpaid/migrate-subscription";
import type { Postpaid } from "#domain/postpaid/postpaid";
import { on, openedOn, policy, termsOf } from "#domain/postpaid/postpaid-examples";
import { decideSubscribe } from "#domain/postpaid/subscribe";
import { continued, nowOn, postpaidCommand } from "#domain/postpaid/testing/postpaid-histories";

const old = termsOf("Old", 500_00n, { planId: "pln_old", quantity: 2 });
const planAt = (priceCents: bigint) =>
  planOf({ planId: "pln_new", name: "New", kind: "postpaid", prices: [{ currency: "ZAR", priceCents }] });
const migration = (priceCents: bigint, changes: Partial<PlanMigration> = {}): PlanMigration => ({
  migrationKey: "m",
  fromPlanId: "pln_old",
  fromVersion: null,
  to: planAt(priceCents),
  when: "next-cycle",
  by: "stf_one",
  ...changes,
});
const subscribed = (startsOn = "2026-06-10" as const, billing: "in-advance" | "in-arrears" = "in-advance"): Postpaid =>
  valueOf(
    decideSubscribe(
      openedOn("2026-06-10"),
      { subscriptionId: "fibre", billing, terms: old, startsOn },
      on("2026-06-10"),
    ),
  ).state;
const moved = (state: Postpaid, move: PlanMigration, day: Parameters<typeof on>[0]) =>
  decideMigrateSubscription(state, { subscriptionId: "fibre", migration: move }, on(day));

test("a cheaper plan is for the next cycle, as many of it as before, and nothing is credited", () => {
  const { from, changeCents, events } = valueOf(moved(subscribed(), migration(450_00n), "2026-06-20"));
  assert.deepEqual([from, changeCents], ["2026-07-01", -100_00n]);
  assert.deepEqual(
    events.map(({ type }) => type),
    ["SubscriptionChanged"],
  );
});

test("a dearer plan is for the first cycle that is far enough away to be told of", () => {
  const from = (day: Parameters<typeof on>[0]) => valueOf(moved(subscribed(), migration(501_00n), day)).from;
  assert.equal(from("2026-06-20"), "2026-08-01");
  assert.equal(from("2026-07-01"), "2026-08-01");
  assert.equal(from("2026-07-02"), "2026-09-01");
});

test("a day is refused when it is too near for a dearer plan, and not for a cheaper one", () => {
  const day = { when: "2026-07-10" as const };
  assert.deepEqual(moved(subscribed(), migration(501_00n, day), "2026-06-20"), refuse({ kind: "notice-too-short" }));
  assert.equal(
    valueOf(moved(subscribed(), migration(501_00n, { when: "2026-07-21" }), "2026-06-20")).from,
    "2026-07-21",
  );
  assert.equal(valueOf(moved(subscribed(), migration(500_00n, day), "2026-06-20")).from, "2026-07-10");
});

test("who is moved after the day, because a run was broken off, is moved from then on", () => {
  const { from, events } = valueOf(moved(subscribed(), migration(450_00n, { when: "2026-06-12" }), "2026-06-20"));
  assert.equal(from, "2026-06-20");
  // What was invoiced for the rest of June at the old price is credited, and charged at the new one.
  assert.deepEqual(
    events.map(({ type }) => type).filter((type) => /Issued/.test(type)),
    ["CreditNoteIssued", "InvoiceIssued"],
  );
});

test("who planned otherwise, ends before it, pauses or is there already stays as he is", () => {
  const now = on("2026-06-20");
  const fibre = { subscriptionId: "fibre" };
  const refusal = (state: Postpaid, move = migration(450_00n)) => {
    const result = moved(state, move, "2026-06-20");
    return result.ok ? "" : result.error.kind;
  };
  const other = { ...fibre, terms: termsOf("Other", 1_00n), when: "next-cycle" as const };
  assert.equal(refusal(valueOf(decideChangeTerms(subscribed(), other, now)).state), "not-on-plan");
  const cancelled = valueOf(decideCancel(subscribed(), { ...fibre, when: "next-cycle" }, now)).state;
  assert.equal(refusal(cancelled), "subscription-ended");
  assert.equal(refusal(valueOf(decidePause(subscribed(), fibre, now)).state), "subscription-paused");
  assert.equal(refusal(subscribed(), migration(450_00n, { fromVersion: 2 })), "not-on-plan");
  const once = valueOf(moved(subscribed(), migration(450_00n), "2026-06-20")).state;
  assert.equal(refusal(once), "not-on-plan");
  assert.equal(refusal(once, migration(450_00n, { fromPlanId: "pln_new" })), "not-on-plan");
  const dollars = { to: { ...planAt(1n), prices: [{ currency: "NGN" as const, priceCents: 1n }] } };
  assert.equal(refusal(subscribed(), migration(1n, dollars)), "plan-not-offered");
});

test("a subscription that has not begun is moved no earlier than it begins", () => {
  const planned = valueOf(
    decideSubscribe(
      openedOn("2026-06-10"),
      { subscriptionId: "fibre", billing: "in-advance", terms: old, startsOn: "2026-08-15" },
      on("2026-06-10"),
    ),
  ).state;
  assert.equal(valueOf(moved(planned, migration(450_00n), "2026-06-20")).from, "2026-09-01");
  assert.equal(valueOf(moved(planned, migration(450_00n, { when: "2026-06-25" }), "2026-06-20")).from, "2026-08-15");
});

test("whatever a customer's life was, a price that rises is never invoiced before it could be told of", () => {
  const lives = fc.array(postpaidCommand, { maxLength: 40, size: "max" });
  const price = fc.bigInt(1n, 200_000n);
  const when = fc.constantFrom("next-cycle" as const, "2026-03-03" as const, "2026-09-01" as const);
  fc.assert(
    fc.property(lives, price, when, fc.constantFrom("a", "b", "c"), (commands, priceCents, day, subscriptionId) => {
      const { state, today } = continued({ state: openedOn("2026-01-11"), today: "2026-01-11" }, commands);
      const last = state.subscriptions.get(subscriptionId)?.segments.at(-1);
      if (!last) return;
      const move = migration(priceCents, { fromPlanId: last.terms.planId, when: day });
      const result = decideMigrateSubscription(state, { subscriptionId, migration: move }, nowOn(today));
      if (!result.ok) return;
      const { from, events } = result.value;
      assert.ok(from >= today);
      const days = (Date.parse(from) - Date.parse(today)) / 86_400_000;
      if (priceCents > last.terms.priceCents) assert.ok(days >= policy.priceRiseNoticeDays);
      const again = decideMigrateSubscription(result.value.state, { subscriptionId, migration: move }, nowOn(today));
      assert.deepEqual(again, refuse({ kind: "not-on-plan" }));
      assert.ok(events.some(({ type }) => type === "SubscriptionChanged"));
    }),
    { numRuns: 300 },
  );
});
