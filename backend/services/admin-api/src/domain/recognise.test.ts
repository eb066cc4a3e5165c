import assert from "node:assert/strict";
import { isIP } from "node:net";
import { newId } from "@beacom/ids";
import fc from "fast-check";
import { test } from "vitest";
import { recognise } from "#domain/recognise";

const kindsOf = (text: string) => recognise(text).map(({ kind }) => kind);

test.each([
  ["Thandi Nkosi", ["name"]],
  ["O’Brien", ["name"]],
  ["van der Merwe", ["name"]],
  ["082 123 4567", ["phone"]],
  ["+27 (82) 123-4567", ["phone"]],
  ["1234", ["phone"]],
  ["123", []],
  ["thandi@", ["email"]],
  ["Thandi@Example.org", ["email"]],
  ["AA-BB-CC-DD-EE-FF", ["mac"]],
  ["aabb.ccdd.eeff", ["mac"]],
  ["100.64.0.7", ["address", "phone"]],
  ["100.64.0.256", ["phone", "reference"]],
  ["2001:db8::1", ["address"]],
  ["INV-000123", ["serial", "reference"]],
  ["T482913077_ref", ["reference"]],
  ["", []],
  ["%", []],
  ["x".repeat(201), []],
])("%s is %j", (text, kinds) => assert.deepEqual(kindsOf(text), kinds));

test("an id is that, in letters of any case and with blanks around it, and nothing else", () => {
  for (const of of ["customer", "session", "payment", "voucherBatch", "reseller", "approval"] as const) {
    const id = newId(of);
    assert.deepEqual(recognise(`  ${id.toUpperCase()}\t`), [{ kind: "id", of, id }]);
  }
});

test("a hardware address is recognised in every way of writing it, and as the same", () => {
  const octets = fc.uint8Array({ minLength: 6, maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString("hex"));
  fc.assert(
    fc.property(octets, fc.boolean(), (hex, upper) => {
      const pairs = hex.match(/../g)!;
      const ways = [pairs.join(":"), pairs.join("-"), hex, hex.match(/..../g)!.join(".")];
      for (const way of ways) {
        const found = recognise(upper ? way.toUpperCase() : way).find(({ kind }) => kind === "mac");
        assert.deepEqual(found, { kind: "mac", mac: pairs.join(":") }, way);
      }
    }),
  );
});

test("every address is recognised, and nothing else is taken for one", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) =>
      assert.equal(recognise(address)[0]?.kind, "address", address),
    ),
  );
  const likely = fc.string({ unit: fc.constantFrom("0", "1", "a", "f", ":", ".", "::", "255", "256"), maxLength: 20 });
  fc.assert(
    fc.property(likely, (text) => {
      const isAddress = kindsOf(text).includes("address");
      if (isAddress !== isIP(text) > 0) assert.fail(text);
    }),
  );
});

test("a phone is recognised whatever stands between its digits", () => {
  const between = fc.constantFrom("", " ", "-", ".", "(", ")");
  const digits = fc.array(fc.tuple(fc.nat(9), between), { minLength: 7, maxLength: 15 });
  fc.assert(
    fc.property(digits, (parts) => {
      const plain = parts.map(([digit]) => digit).join("");
      if (plain.replace(/^0+/, "").length < 4) return;
      const written = parts.map(([digit, sign]) => `${digit}${sign}`).join("");
      assert.deepEqual(
        recognise(written).find(({ kind }) => kind === "phone"),
        { kind: "phone", phone: plain },
      );
    }),
  );
});

test("whatever is typed, the answer is short, each kind at most once, and the same again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      const found = recognise(text);
      assert.equal(new Set(found.map(({ kind }) => kind)).size, found.length);
      assert.deepEqual(recognise(text), found);
    }),
  );
});
