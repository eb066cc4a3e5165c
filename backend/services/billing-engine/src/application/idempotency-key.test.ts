import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import { test } from "vitest";
import { checkKey } from "#application/idempotency-key";

test.each(["1", "0f1c7a52-6c1e-4c0f-9e55-0f7f2d7a4a11", "the Daily of Møre 🛰", "k".repeat(200)])(
  "%s is a key",
  (key) => {
    assert.deepEqual(checkKey(key), ok(key));
  },
);

test.each([
  ["", "idempotency-key-missing"],
  ["a\0b", "idempotency-key-not-accepted"],
  ["a\nb", "idempotency-key-not-accepted"],
  ["a\ud800", "idempotency-key-not-accepted"],
  ["k".repeat(201), "idempotency-key-not-accepted"],
] as const)("%j is refused: %s", (key, kind) => {
  assert.deepEqual(checkKey(key), refuse({ kind }));
});
