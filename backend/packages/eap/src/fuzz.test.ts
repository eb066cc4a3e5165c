import assert from "node:assert/strict";
import { test } from "vitest";
import { fuzzEap } from "#fuzz";

test("conversations with faults in them end in order, and let nobody in who has no business here", async () => {
  const seed = Math.floor(Math.random() * 0x7fff_ffff);
  const tally = await fuzzEap({ rounds: 400, seed, report: () => {} });
  // Else the faults were so many that nothing was tried, or so few that nothing was tested.
  for (const count of Object.values(tally)) assert.ok(count > 0, JSON.stringify(tally));
});
