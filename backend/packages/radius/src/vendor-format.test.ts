import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { type Attribute, textAttribute, vendorAttribute } from "#attribute";
import { Code, Type } from "#code";
import { encodeReply, encodeRequest } from "#encode";
import { decodePacket } from "#packet";
import { find } from "#read";
import { secretOf } from "#secret";
import { verifyRequest } from "#verify";
import type { VendorFormats } from "#vendor-format";

const secret = secretOf("testing123");
const vendorFormats: VendorFormats = new Map([
  [429, { typeOctets: 4, lengthOctets: 0, continued: false }],
  [4846, { typeOctets: 2, lengthOctets: 1, continued: false }],
  [8164, { typeOctets: 2, lengthOctets: 2, continued: false }],
  [24757, { typeOctets: 1, lengthOctets: 1, continued: true }],
]);
const plain = (list: readonly Attribute[]) =>
  list
    .filter(({ type, vendor }) => type !== Type.MessageAuthenticator || vendor !== undefined)
    .map(({ type, value, vendor }) => ({ type, vendor, value: Buffer.from(value).toString("hex") }));
const encode = (attributes: readonly Attribute[], formats: VendorFormats | undefined) =>
  encodeRequest({ code: Code.AccessRequest, identifier: 1, attributes, secret, vendorFormats: formats });

describe("a vendor with a layout of its own", () => {
  const ofVendor = (vendor: number, largest: number, maxLength: number) =>
    fc.record({
      type: fc.integer({ min: 0, max: largest }),
      value: fc.uint8Array({ maxLength }),
      vendor: fc.constant(vendor),
    });
  const attributes = fc.array(
    fc.oneof(
      ofVendor(429, 0xffff_ffff, 245),
      ofVendor(4846, 0xffff, 246),
      ofVendor(8164, 0xffff, 245),
      ofVendor(24757, 255, 600),
      ofVendor(14988, 255, 247),
      fc.record({ type: fc.constant(18), value: fc.uint8Array({ maxLength: 253 }) }),
    ),
    { maxLength: 5 },
  );

  test("is read as it was written, among vendors with the usual one", () => {
    fc.assert(
      fc.property(attributes, (list) => {
        const packet = valueOf(decodePacket(encode(list, vendorFormats), vendorFormats));
        assert.deepEqual(plain(packet.attributes), plain(list));
        assert.equal(verifyRequest(packet, secret).ok, true);
      }),
      { numRuns: 500 },
    );
  });

  test("has the octets that its documents show", () => {
    // After the header and the Message-Authenticator, and the type and length of attribute 26.
    const vsa = (attribute: Attribute) => Buffer.from(encode([attribute], vendorFormats).subarray(40)).toString("hex");
    // The vendor, the type, the length where there is one, whether it goes on, and the value.
    assert.equal(vsa(vendorAttribute(429, 0x9000, "ab")), "000001ad 00009000 6162".replaceAll(" ", ""));
    assert.equal(vsa(vendorAttribute(8164, 3, "ab")), "00001fe4 0003 0006 6162".replaceAll(" ", ""));
    assert.equal(vsa(vendorAttribute(24757, 3, "ab")), "000060b5 03 05 00 6162".replaceAll(" ", ""));
  });

  test("whose lengths do not add up stays one opaque attribute", () => {
    const value = Uint8Array.from([0, 0, 0x1f, 0xe4, 0, 3, 0, 9, 1]);
    const packet = valueOf(decodePacket(encode([{ type: Type.VendorSpecific, value }], undefined), vendorFormats));
    assert.deepEqual([...find(packet, Type.VendorSpecific)!.value], [...value]);
  });

  test("a value that goes on is not joined over another attribute", () => {
    const [first, second] = valueOf(
      decodePacket(encode([vendorAttribute(24757, 3, "x".repeat(300))], vendorFormats)),
    ).attributes.slice(1);
    const list = [first!, textAttribute(18, "between"), second!];
    const packet = valueOf(decodePacket(encode(list, undefined), vendorFormats));
    assert.deepEqual(
      packet.attributes.slice(1).map(({ value }) => value.length),
      [246, 7, 54],
    );
  });

  test("cannot have a number that its type has no room for, nor a long one without its layout", () => {
    assert.throws(() => encode([vendorAttribute(4846, 70_000, 1)], vendorFormats), RangeError);
    assert.throws(() => encode([vendorAttribute(4846, 300, 1)], undefined), /needs its vendor's format/);
  });

  test("is written in replies too", () => {
    const request = { identifier: 1, authenticator: new Uint8Array(16), attributes: [] };
    const attributes = [vendorAttribute(429, 70_000, "ab")];
    const bytes = encodeReply({ code: 2, request, attributes, secret, messageAuthenticator: true, vendorFormats });
    assert.deepEqual(plain(valueOf(decodePacket(bytes, vendorFormats)).attributes), plain(attributes));
  });
});
