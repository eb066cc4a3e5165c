import assert from "node:assert/strict";
import { test } from "vitest";
import { bought, noon, opened, planOf } from "#domain/account-examples";
import { decideRestrictService } from "#domain/restrict-service";

const paid = bought(opened(), planOf(), "bun_1").account;
const restrict = (of: typeof paid, source: "staff" | "dunning", restriction: "walled-garden" | "suspended" | null) =>
  decideRestrictService(of, { source, restriction, by: null, at: noon });

test("a restriction is stronger than what is paid for, and lifted it gives everything back", () => {
  const suspended = restrict(paid, "staff", "suspended").account;
  assert.deepEqual([suspended.service.level, suspended.service.reason], ["blocked", "suspended"]);
  const lifted = restrict(suspended, "staff", null).account;
  assert.deepEqual([lifted.service.level, lifted.service.reason], ["full", "in-bundle"]);
});

test("what staff and dunning restrict is lifted by each alone, and the stronger one counts", () => {
  const both = restrict(restrict(paid, "dunning", "walled-garden").account, "staff", "suspended").account;
  assert.equal(both.service.level, "blocked");
  assert.equal(restrict(both, "staff", null).account.service.level, "walled-garden");
  assert.equal(restrict(both, "dunning", null).account.service.level, "blocked");
});

test("restricted as it is already, or lifted when it is not, nothing happens", () => {
  const suspended = restrict(paid, "staff", "suspended").account;
  assert.deepEqual(restrict(suspended, "staff", "suspended").events, []);
  assert.deepEqual(restrict(paid, "dunning", null).events, []);
});
