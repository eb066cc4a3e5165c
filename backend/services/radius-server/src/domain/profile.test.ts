import assert from "node:assert/strict";
import { test } from "vitest";
import { changeFor, profileFor } from "#domain/profile";
import type { ServiceState } from "#domain/service-state";

const full: ServiceState = {
  version: 1n,
  level: "full",
  downBitsPerSecond: 20_000_000n,
  upBitsPerSecond: 5_500_000n,
  reason: "in-bundle",
  sinceMs: 0,
};

test("RouterOS is told the upload first, in its own units", () => {
  assert.deepEqual(profileFor("mikrotik", full), [{ name: "Mikrotik-Rate-Limit", value: "5500k/20M" }]);
  const odd = { ...full, upBitsPerSecond: 1_234n, downBitsPerSecond: 64_000n };
  assert.deepEqual(profileFor("mikrotik", odd), [{ name: "Mikrotik-Rate-Limit", value: "1234/64k" }]);
});

test("a rate beyond 32 bits is the largest that WISPr can say", () => {
  const fast = { ...full, downBitsPerSecond: 10_000_000_000n };
  assert.deepEqual(profileFor("wispr", fast).at(-1), { name: "WISPr-Bandwidth-Max-Down", value: 4_294_967_295 });
});

test("without a rate nothing is limited", () => {
  assert.deepEqual(profileFor("mikrotik", { ...full, downBitsPerSecond: 0n, upBitsPerSecond: 0n }), []);
  assert.deepEqual(profileFor("wispr", { ...full, downBitsPerSecond: 0n, upBitsPerSecond: 0n }), []);
});

test("a change names the list in either direction, because leaving it out changes nothing", () => {
  assert.deepEqual(changeFor("mikrotik", { ...full, level: "walled-garden" }).at(-1)?.value, "walled-garden");
  assert.deepEqual(changeFor("mikrotik", full).at(-1)?.value, "online");
  assert.deepEqual(changeFor("wispr", full).at(-1), { name: "Filter-Id", value: "online" });
});
