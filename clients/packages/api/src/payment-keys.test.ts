import assert from "node:assert/strict";
import { test } from "vitest";
import { paymentKeys } from "#payment-keys";

function drawer() {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

test("pressing again, also after a reload, continues the same payment", () => {
  const storage = drawer();
  const key = paymentKeys(storage).keyFor({ amountCents: 4_900, planId: "pln_1" });
  assert.equal(paymentKeys(storage).keyFor({ amountCents: 4_900, planId: "pln_1" }), key);
});

test("another intention has another key", () => {
  const keys = paymentKeys(drawer());
  const first = keys.keyFor({ amountCents: 4_900, planId: "pln_1" });
  assert.notEqual(keys.keyFor({ amountCents: 4_900 }), first);
  assert.notEqual(keys.keyFor({ amountCents: 5_000, planId: "pln_1" }), first);
  const toOne = keys.keyFor({ amountCents: 4_900, of: "082 123 4567" });
  assert.notEqual(keys.keyFor({ amountCents: 4_900, of: "083 123 4567" }), toOne);
});

test("a payment that was opened is remembered until it is final; then the same purchase is a new one", () => {
  const keys = paymentKeys(drawer());
  const key = keys.keyFor({ amountCents: 4_900 });
  keys.opened(key, "pay_1");
  assert.equal(keys.read()?.paymentId, "pay_1");
  keys.settled("pay_other");
  assert.equal(keys.read()?.paymentId, "pay_1");
  keys.settled("pay_1");
  assert.equal(keys.read(), undefined);
  assert.notEqual(keys.keyFor({ amountCents: 4_900 }), key);
});

test("what cannot be read, or is older than a day, is as if it had never been", () => {
  const storage = drawer();
  storage.setItem("beacom.open-payment", "{broken");
  assert.equal(paymentKeys(storage).read(), undefined);
  let now = 0;
  const keys = paymentKeys(storage, { now: () => now });
  keys.keyFor({ amountCents: 1_000 });
  now = 25 * 3_600_000;
  assert.equal(keys.read(), undefined);
});
