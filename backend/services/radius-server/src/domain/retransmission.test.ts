import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { retransmissionPlan, waitsOf } from "#domain/retransmission";

test("waits begin at two seconds, double, vary by a tenth, and end within the plan's time", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (chances) => {
      const dice = chances[Symbol.iterator]();
      const waits = waitsOf(retransmissionPlan, () => dice.next().value as number);
      assert.ok(waits.length >= 4 && waits.length <= retransmissionPlan.mostAttempts);
      assert.ok(waits[0]! >= 1_800 && waits[0]! <= 2_200);
      for (let n = 1; n < waits.length - 1; n++) {
        // What would pass the longest wait becomes about the longest wait.
        assert.ok(waits[n]! >= Math.min(waits[n - 1]! * 1.79, retransmissionPlan.mostWaitMs * 0.89));
        assert.ok(waits[n]! <= waits[n - 1]! * 2.21);
      }
      assert.ok(waits.reduce((sum, wait) => sum + wait, 0) <= retransmissionPlan.mostTotalMs + 1);
    }),
  );
});
