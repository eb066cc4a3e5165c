import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import { noon, termsOf } from "#domain/account-examples";
import { catalogueAfter, decidePublishPlan, decideWithdrawPlan, emptyCatalogue } from "#domain/catalogue";
import type { PlanTerms } from "#domain/plan";

const publication = (terms: PlanTerms, changes = {}) => ({
  terms,
  planId: "pln_1",
  isNew: true,
  publicationKey: "key-1",
  currency: "ZAR" as const,
  zone: "Africa/Johannesburg",
  at: noon,
  ...changes,
});
const withPlan = () =>
  catalogueAfter(emptyCatalogue, valueOf(decidePublishPlan(emptyCatalogue, publication(termsOf()))));

test("a plan is published once per key, and the same key for other terms is refused", () => {
  assert.equal(withPlan().plans.get("pln_1")?.plan.version, 1);
  const again = publication(termsOf({ name: ` ${termsOf().name} ` }), { planId: "pln_2" });
  assert.deepEqual(valueOf(decidePublishPlan(withPlan(), again)), []);
  const reused = refuse({ kind: "idempotency-key-reused" });
  assert.deepEqual(decidePublishPlan(withPlan(), publication(termsOf({ priceCents: 1n }))), reused);
  assert.deepEqual(decidePublishPlan(withPlan(), publication(termsOf(), { planId: "pln_9", isNew: false })), reused);
});

test("publishing a known plan again makes its next version", () => {
  const next = publication(termsOf({ priceCents: 900n }), { isNew: false, publicationKey: "key-2" });
  const events = valueOf(decidePublishPlan(withPlan(), next));
  assert.equal(events[0]?.type === "PlanPublished" && events[0].plan.version, 2);
  assert.deepEqual(decidePublishPlan(emptyCatalogue, next), refuse({ kind: "plan-unknown" }));
});

test("a plan is withdrawn once", () => {
  const withdrawn = catalogueAfter(withPlan(), valueOf(decideWithdrawPlan(withPlan(), { planId: "pln_1", at: noon })));
  assert.equal(withdrawn.plans.get("pln_1")?.withdrawn, true);
  assert.deepEqual(valueOf(decideWithdrawPlan(withdrawn, { planId: "pln_1", at: noon })), []);
});

const beyond = { downBitsPerSecond: 2n ** 53n, upBitsPerSecond: 1n };
const none = { downBitsPerSecond: 0n, upBitsPerSecond: 0n };
test.each([
  [{ name: "  " }, "name-missing"],
  [{ name: "x".repeat(81) }, "name-too-long"],
  [{ priceCents: -1n }, "price-negative"],
  [{ priceCents: 2n ** 53n }, "price-too-high"],
  [{ octets: 0n }, "octets-not-positive"],
  [{ octets: 2n ** 53n }, "octets-too-many"],
  [{ validitySeconds: 0n }, "validity-not-positive"],
  [{ validitySeconds: 10n ** 12n }, "validity-too-long"],
  [{ rate: none }, "rate-not-positive"],
  [{ rate: beyond }, "rate-too-high"],
  [{ afterExhaustion: { policy: "throttle", rate: beyond } }, "rate-too-high"],
  [{ afterExhaustion: { policy: "throttle", rate: none } }, "throttled-rate-missing"],
  [{ currency: "NGN" }, "currency-not-offered"],
] as const)("terms of %o are refused: %s", (changes, kind) => {
  assert.deepEqual(decidePublishPlan(emptyCatalogue, publication(termsOf(changes))), refuse({ kind }));
});
