import assert from "node:assert/strict";
import { test } from "vitest";
import { sealingWith } from "#adapters/sealing";

const [oldKey, newKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

test("what was sealed opens for its owner only, and never looks the same twice", () => {
  const sealing = sealingWith([newKey]);
  const sealed = sealing.seal("secret", "cus_1");
  assert.equal(sealing.open(sealed, "cus_1"), "secret");
  assert.throws(() => sealing.open(sealed, "cus_2"));
  assert.notDeepEqual(sealing.seal("secret", "cus_1").sealed, sealed.sealed);
});

test("after the key was changed, what the old one sealed still opens, and new things use the new one", () => {
  const sealed = sealingWith([oldKey]).seal("secret", "cus_1");
  const rotated = sealingWith([newKey, oldKey]);
  assert.equal(rotated.open(sealed, "cus_1"), "secret");
  assert.notEqual(rotated.seal("secret", "cus_1").keyId, sealed.keyId);
  assert.throws(() => sealingWith([newKey]).open(sealed, "cus_1"), /not configured/);
});
