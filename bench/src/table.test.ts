import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { type Case, missed } from "#bench";
import { tableOf } from "#table";

const met: Case = { case: "PAP", unit: "requests/s", beacom: 12_000, peer: 2_400, ratio: 5, goal: 4, lost: 0 };
const machine = { cpu: "a CPU", cores: 2, memoryGib: 8, kernel: "linux", node: "v24", loadBefore: 0.1 };

describe("a promised ratio", () => {
  test("is met from the goal upwards", () => {
    assert.equal(missed(met), false);
    assert.equal(missed({ ...met, ratio: 4 }), false);
    assert.equal(missed({ ...met, ratio: 3.99 }), true);
  });

  test("is missed with a single lost request, however fast the others were answered", () => {
    assert.equal(missed({ ...met, lost: 1 }), true);
  });

  test("is there only where one was made, but nothing may be lost anywhere", () => {
    const { goal: _, ...informed } = { ...met, case: "memory", ratio: 0.1 };
    assert.equal(missed(informed), false);
    assert.equal(missed({ ...informed, lost: 1 }), true);
    assert.equal(missed({ ...informed, goal: "none lost" }), false);
    const table = tableOf({ bench: "radius", machine, cases: [informed, { ...informed, goal: "none lost" }] });
    assert.match(table, /memory .* 0\.1× +0 *\n/);
    assert.match(table, /memory .* 0\.1× +none lost +0 .*met/);
  });

  test("stands in the table with both sides' figures and the verdict", () => {
    const table = tableOf({ bench: "radius", machine, cases: [met, { ...met, case: "interim", ratio: 1 }] });
    assert.match(table, /PAP +12000 +2400 +requests\/s +5\.0× +≥4× +0 .*met/);
    assert.match(table, /interim .*MISSED/);
  });
});
