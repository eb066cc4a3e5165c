import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { fingerprintOf } from "#application/fingerprint";

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.bigInt(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie("any"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;
const args = fc.dictionary(fc.string(), value, { maxKeys: 5, noNullPrototype: true });

test("arguments are the same in whatever order they are named, and with what is not given", () => {
  fc.assert(
    fc.property(args, (given) => {
      const turned = Object.fromEntries(Object.entries(given).toReversed());
      assert.equal(fingerprintOf({ ...turned, "not given": undefined }), fingerprintOf(given));
    }),
  );
});

test("another amount, day, order of a list or kind of value are other arguments", () => {
  const all = [
    { amountCents: 1n },
    { amountCents: 10n },
    { amountCents: 1 },
    { amountCents: "1" },
    { amountCents: null },
    { lines: [1, 2] },
    { lines: [2, 1] },
    { at: new Date(0) },
    { at: new Date(1) },
    {},
  ];
  assert.equal(new Set(all.map(fingerprintOf)).size, all.length);
});
