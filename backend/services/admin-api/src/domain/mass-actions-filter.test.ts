import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { asksForSessions, checkFilter, type CustomerFilter, isChosen } from "#domain/mass-actions-filter";

const nothing: CustomerFilter = {
  planId: null,
  serviceLevel: null,
  isRestricted: null,
  availableAtLeastCents: null,
  availableAtMostCents: null,
  nasName: null,
  seenSince: null,
  notSeenSince: null,
};
const day = (date: number) => new Date(Date.UTC(2026, 10, date));
const seen = { nasName: "tower-1", at: day(10) };

test("a filter that leaves everybody in is refused, also one that only asks where they were seen", () => {
  assert.deepEqual(checkFilter(nothing), refuse({ kind: "filter-too-wide" }));
  assert.deepEqual(checkFilter({ ...nothing, nasName: "tower-1" }), refuse({ kind: "filter-too-wide" }));
  const plan = { ...nothing, planId: "pln_1" };
  assert.deepEqual(checkFilter(plan), ok(plan));
  assert.ok(!asksForSessions(plan) && asksForSessions({ ...plan, seenSince: day(1) }));
});

test("a filter that nobody could ever pass is refused", () => {
  const balance = { ...nothing, availableAtLeastCents: 2n, availableAtMostCents: 1n };
  assert.deepEqual(checkFilter(balance), refuse({ kind: "filter-contradicts-itself" }));
  const times = { ...nothing, planId: "pln_1", seenSince: day(2), notSeenSince: day(2) };
  assert.deepEqual(checkFilter(times), refuse({ kind: "filter-contradicts-itself" }));
});

test("who was seen elsewhere, too long ago or too lately is not chosen; who was never seen is nowhere, and not lately", () => {
  assert.ok(isChosen({ ...nothing, nasName: "tower-1" }, seen));
  assert.ok(!isChosen({ ...nothing, nasName: "tower-2" }, seen));
  assert.ok(isChosen({ ...nothing, seenSince: day(10) }, seen) && !isChosen({ ...nothing, seenSince: day(11) }, seen));
  assert.ok(
    isChosen({ ...nothing, notSeenSince: day(11) }, seen) && !isChosen({ ...nothing, notSeenSince: day(10) }, seen),
  );
  assert.ok(isChosen({ ...nothing, notSeenSince: day(1) }, undefined));
  assert.ok(
    !isChosen({ ...nothing, seenSince: day(1) }, undefined) && !isChosen({ ...nothing, nasName: "tower-1" }, undefined),
  );
});

test("of a moment, everybody is chosen by exactly one of since and not since", () => {
  fc.assert(
    fc.property(
      fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }),
      fc.date({ noInvalidDate: true }),
      (at, moment) => {
        const last = at && { nasName: "tower-1", at };
        assert.notEqual(
          isChosen({ ...nothing, seenSince: moment }, last),
          isChosen({ ...nothing, notSeenSince: moment }, last),
        );
      },
    ),
  );
});
