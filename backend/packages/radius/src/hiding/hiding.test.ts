import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { hide, type Hiding, reveal } from "#hiding/hiding";
import { hideSalted, nextSalt } from "#hiding/salted";
import { withoutPadding } from "#hiding/user-password";
import { secretOf } from "#secret";

const octets = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const secret = secretOf("xyzzy5461");
const authenticator = octets("0f403f9473978057bd83d5cb98f4227a");

describe.each([
  ["password", 128],
  ["salted", 239],
  ["ascend-secret", 16],
] as const)("what is hidden as %s", (how: Hiding, longest) => {
  test("is revealed with the same secret and authenticator", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: longest }), (plain) => {
        const key = { secret, authenticator };
        const revealed = reveal(how, hide(how, plain, key), key)!;
        // Zeros at the end cannot be told from the padding, but where the length is hidden too.
        assert.equal(hex(withoutPadding(revealed)), hex(withoutPadding(plain)));
        if (how === "salted") assert.equal(hex(revealed), hex(plain));
      }),
    );
  });

  test("has its longest length, and is recognized by its length", () => {
    const key = { secret, authenticator };
    assert.throws(() => hide(how, new Uint8Array(longest + 1), key), RangeError);
    assert.equal(reveal(how, new Uint8Array(17), key), undefined);
    assert.equal(reveal(how, new Uint8Array(), key), undefined);
    assert.equal(reveal(how, new Uint8Array(260), key), undefined);
  });
});

test("a salted value that states a length beyond its end is none", () => {
  const hidden = hideSalted(new Uint8Array(3), secret, authenticator, 0x8000);
  hidden[2] = hidden[2]! ^ 3 ^ 16;
  assert.equal(reveal("salted", hidden, { secret, authenticator }), undefined);
});

test("salts have their first bit set, and thousands in a row are all different", () => {
  const salts = Array.from({ length: 0x8000 }, nextSalt);
  assert.ok(salts.every((salt) => salt >= 0x8000 && salt <= 0xffff));
  assert.equal(new Set(salts).size, salts.length);
});
