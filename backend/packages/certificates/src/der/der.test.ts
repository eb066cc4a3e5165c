import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import {
  booleanIn,
  type Element,
  inside,
  integerIn,
  namedBitsIn,
  objectIdentifierIn,
  octetsOfBits,
  onlyElement,
  readingDer,
  timeIn,
} from "#der/read";
import { textIn } from "#der/text";
import {
  bitString,
  bmpString,
  integer,
  namedBits,
  objectIdentifier,
  sequence,
  Tag,
  time,
  utf8String,
  yes,
} from "#der/write";

const back = (bytes: Uint8Array): Element => onlyElement(bytes, bytes[0]!);
const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("what is written is read as it was", () => {
  test("integers", () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 1n << 200n }), (n) => integerIn(back(integer(n))) === n));
    assert.deepEqual([...integer(128)], [2, 2, 0, 128]);
    assert.throws(() => integer(-1), RangeError);
  });

  test("object identifiers", () => {
    const arcs = fc.tuple(fc.constantFrom("0", "1", "2"), fc.nat(39), fc.array(fc.nat(2 ** 31 - 1), { maxLength: 8 }));
    fc.assert(
      fc.property(arcs, ([root, second, rest]) => {
        const dotted = [root, second, ...rest].join(".");
        assert.equal(objectIdentifierIn(back(objectIdentifier(dotted))), dotted);
      }),
    );
    assert.equal(objectIdentifierIn(back(objectIdentifier("2.999.3"))), "2.999.3");
    assert.deepEqual([...objectIdentifier("2.999.3")], [6, 3, 0x88, 0x37, 3]);
  });

  test("texts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        assert.equal(textIn(back(utf8String(text))), text);
        assert.equal(textIn(back(bmpString(text))), text);
      }),
    );
  });

  test("times of whole seconds", () => {
    const seconds = fc.integer({ min: Date.UTC(1950, 0) / 1000, max: Date.UTC(9999, 11, 31) / 1000 });
    fc.assert(fc.property(seconds, (s) => assert.equal(timeIn(back(time(new Date(s * 1000)))).getTime(), s * 1000)));
    assert.equal(time(new Date("2049-12-31T23:59:59Z"))[0], Tag.utcTime);
    assert.equal(time(new Date("2050-01-01T00:00:00Z"))[0], Tag.generalizedTime);
  });

  test("bits", () => {
    const positions = fc.uniqueArray(fc.nat(20), { minLength: 1 });
    fc.assert(
      fc.property(positions, (list) => {
        assert.deepEqual(
          namedBitsIn(back(namedBits(...list))),
          list.toSorted((a, b) => a - b),
        );
      }),
    );
    assert.deepEqual([...namedBits(5, 6)], [3, 2, 1, 6]);
    assert.deepEqual([...octetsOfBits(back(bitString(hex("0102"))))], [1, 2]);
    assert.equal(booleanIn(back(yes)), true);
  });

  test("lengths of every size", () => {
    for (const length of [0, 127, 128, 255, 256, 65_535, 65_536]) {
      assert.equal(back(sequence(new Uint8Array(length))).content.length, length);
    }
  });
});

describe("what is not DER is refused where it is not", () => {
  const readers: Record<string, (element: Element) => unknown> = {
    integer: integerIn,
    boolean: booleanIn,
    identifier: objectIdentifierIn,
    bits: namedBitsIn,
    octets: octetsOfBits,
    time: timeIn,
    text: textIn,
    inside: (element) => inside(element).rest(),
  };
  test.each([
    ["a length of no definite end", "inside", "30 80 00 00", 1],
    ["a length in more octets than it needs", "inside", "30 81 01 00", 1],
    ["a length with a zero before it", "inside", "30 82 00 80", 1],
    ["a length of five octets", "inside", "30 85 00 00 00 00 01 00", 1],
    ["a length beyond the end", "inside", "30 02 00", 1],
    ["a tag of many octets", "inside", "30 03 1f 01 00", 2],
    ["a second element", "inside", "30 00 05 00", 2],
    ["an element without a length", "inside", "30 01 05", 2],
    ["an integer of no octets", "integer", "02 00", 0],
    ["an integer with a zero too many", "integer", "02 02 00 01", 0],
    ["an integer with a sign too many", "integer", "02 02 ff 80", 0],
    ["a boolean between", "boolean", "01 01 01", 0],
    ["an identifier of no octets", "identifier", "06 00", 0],
    ["an identifier that does not end", "identifier", "06 02 2a 80", 0],
    ["an identifier with a zero too many", "identifier", "06 03 2a 80 01", 0],
    ["an identifier of a number too great", "identifier", "06 0a 2a ff ff ff ff ff ff ff ff 7f", 0],
    ["bits of no octets", "bits", "03 00", 0],
    ["eight unused bits", "bits", "03 02 08 00", 0],
    ["a key that is not whole octets", "octets", "03 02 01 02", 0],
    ["the 30th of February", "time", "17 0d 323630323330303030303030 5a", 0],
    ["a time with a zone", "time", "17 11 323630323031303030303030 2b30323030", 0],
    ["a time without seconds", "time", "17 0b 32363032303130303030 5a", 0],
    ["UTF-8 that is none", "text", "0c 01 ff", 0],
    ["an odd number of octets of UTF-16", "text", "1e 01 41", 0],
    ["ASCII that is none", "text", "13 01 e9", 0],
  ])("%s", (_, reader, bytes, offset) => {
    assert.deepEqual(
      readingDer(() => readers[reader]!(back(hex(bytes)))),
      { ok: false, error: { kind: "malformed", offset } },
    );
  });

  test("and a fault of the reader itself is not hidden", () => {
    assert.throws(
      () =>
        readingDer(() => {
          throw new TypeError("ours");
        }),
      TypeError,
    );
  });
});
