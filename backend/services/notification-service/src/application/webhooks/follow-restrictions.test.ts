import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { followRestrictionsWith } from "#application/webhooks/follow-restrictions";
import type { Restrictions } from "#application/webhooks/ports";

function inMemory(): Restrictions {
  const reasons = new Map<string, string>();
  return {
    async begin(customerId, reason) {
      if (reasons.get(customerId) === reason) return false;
      reasons.set(customerId, reason);
      return true;
    },
    async end(customerId) {
      const reason = reasons.get(customerId);
      reasons.delete(customerId);
      return reason;
    },
  };
}
const follower = () => {
  const follow = followRestrictionsWith({ restrictions: inMemory() });
  return async (...reasons: string[]) => {
    const told: string[] = [];
    for (const reason of reasons)
      for (const { type, data } of await follow({ customerId: "cus_1", reason, at: new Date(0), cause: "billing/1" }))
        told.push(`${type} ${"reason" in data ? data.reason : ""}`);
    return told;
  };
};

test("a restriction and its end are told, and changes of bundles are not", async () => {
  assert.deepEqual(
    await follower()("in-bundle", "bundle-used-up", "unpaid", "unpaid", "suspended", "in-bundle", "bundle-expired"),
    ["subscriber.suspended unpaid", "subscriber.suspended suspended", "subscriber.restored suspended"],
  );
});

test("whatever happens, an end follows a beginning and there are never two ends in a row", async () => {
  const reason = fc.constantFrom("in-bundle", "no-bundle", "unpaid", "suspended", "terminated");
  await fc.assert(
    fc.asyncProperty(fc.array(reason, { maxLength: 20 }), async (reasons) => {
      const told = await follower()(...reasons);
      for (const [i, each] of told.entries())
        if (each.startsWith("subscriber.restored")) assert.ok(told[i - 1]?.startsWith("subscriber.suspended"));
      const ends = told.at(-1)?.startsWith("subscriber.restored") ?? true;
      const restricted = ["unpaid", "suspended", "terminated"].includes(reasons.at(-1) ?? "");
      assert.equal(ends, !restricted);
    }),
  );
});
