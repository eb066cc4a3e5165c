import assert from "node:assert/strict";
import { isIPv6 } from "node:net";
import fc from "fast-check";
import { test } from "vitest";
import { ipv6Text } from "#address";

const textOf = (...words: number[]): string =>
  ipv6Text(Uint8Array.from(words.flatMap((word) => [word >> 8, word & 255])), 0);

test("an address of IPv6 is written as RFC 5952 says", () => {
  assert.equal(textOf(0, 0, 0, 0, 0, 0, 0, 0), "::");
  assert.equal(textOf(0, 0, 0, 0, 0, 0, 0, 1), "::1");
  assert.equal(textOf(1, 0, 0, 0, 0, 0, 0, 0), "1::");
  assert.equal(textOf(0x2001, 0xdb8, 0, 0, 1, 0, 0, 1), "2001:db8::1:0:0:1");
  assert.equal(textOf(0x2001, 0xdb8, 0, 1, 1, 1, 1, 1), "2001:db8:0:1:1:1:1:1");
  assert.equal(textOf(0x2001, 0, 0, 1, 0, 0, 0, 1), "2001:0:0:1::1");
  assert.equal(textOf(0xfe80, 1, 2, 3, 4, 5, 6, 7), "fe80:1:2:3:4:5:6:7");
});

test("and is the same address as before for everybody else", () => {
  const word = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
  fc.assert(
    fc.property(fc.array(word, { minLength: 8, maxLength: 8 }), (words) => {
      const address = textOf(...words);
      assert.ok(isIPv6(address), address);
      const host = words.slice(0, 5).some((part) => part > 0)
        ? new URL(`http://[${address}]/`).hostname
        : `[${address}]`;
      assert.equal(host, `[${address}]`);
    }),
  );
});
