import assert from "node:assert/strict";
import { test } from "vitest";
import { fuzzCapture } from "#testing/fuzz-capture";

test("any change of a capture is read or refused, in bounded time", async () => {
  const report = await fuzzCapture({ rounds: 6_000, seed: 2026 });
  assert.ok(report.datagrams > 3_000, JSON.stringify(report));
  assert.ok(Object.keys(report.refused).length >= 18, JSON.stringify(report));
  assert.ok(report.slowestMs < 1_000, JSON.stringify(report));
});
