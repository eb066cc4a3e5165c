import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { idFromUuid, isId, newId, parseId, uuidOf } from "#id";

test("ids made later sort later", () => {
  assert.ok(newId("payment", 1_000_000) < newId("payment", 1_000_001));
});

test("an id survives the way to a UUID and back", () => {
  fc.assert(
    fc.property(fc.nat(), fc.uint8Array({ minLength: 10, maxLength: 10 }), (atMs, random) => {
      const id = newId("customer", atMs, random);
      assert.equal(idFromUuid("customer", uuidOf(id)), id);
      assert.match(uuidOf(id), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});

test("an id of another kind is refused", () => {
  assert.ok(!isId("payment", newId("customer")));
  assert.ok(!parseId("payment", "pay_not-an-id").ok);
});
