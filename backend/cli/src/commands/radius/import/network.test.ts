import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { isSame, isWithin, readNetwork } from "#commands/radius/import/network";

const read = (text: string) => readNetwork(text)!;

test("two ways of writing a place are one", () => {
  for (const [a, b] of [
    ["10.0.0.1", "10.0.0.1/32"],
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["2001:db8::1/128", "2001:db8:0:0:0:0:0:1"],
    ["::ffff:10.0.0.1", "::ffff:a00:1"],
    ["::/0", "2001:db8::/0"],
  ] as const)
    assert.ok(isSame(read(a), read(b)), `${a} ${b}`);
  assert.ok(!isSame(read("10.0.0.0/8"), read("10.0.0.0/9")));
});

test.for(["", "tower", "10.0.0.0/33", "10.0.0.0/x", "10.0.0", "2001:db8::/129"])("%j is none", (text) =>
  assert.equal(readNetwork(text), undefined),
);

test("an address is in every network that it begins with, and in none of another family", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), fc.integer({ min: 0, max: 32 }), (octets, prefix) => {
      const address = octets.join(".");
      assert.ok(isWithin(read(address), read(`${address}/${prefix}`)));
      assert.ok(!isWithin(read(address), read("::/0")));
    }),
  );
});
