import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { type Attribute, integerAttribute, textAttribute, vendorAttribute } from "#attribute";
import { Code, Type } from "#code";
import { readNamed } from "#dictionary/named";
import { encodeReply, encodeRequest } from "#encode";
import { decodePacket } from "#packet";
import { find, findAll } from "#read";
import { secretOf } from "#secret";
import { verifyReply, verifyRequest } from "#verify";

const secret = secretOf("testing123");
const code = fc.constantFrom(Code.AccessRequest, Code.AccountingRequest, Code.CoaRequest, Code.DisconnectRequest);
const octet = fc.integer({ min: 0, max: 255 });
const standard = fc.record({
  type: octet.filter(
    (type) => type !== Type.VendorSpecific && type !== Type.MessageAuthenticator && type !== Type.ProxyState,
  ),
  value: fc.uint8Array({ maxLength: 253 }),
});
const ofVendor = fc.record({
  type: octet,
  value: fc.uint8Array({ maxLength: 247 }),
  vendor: fc.integer({ min: 0, max: 0xff_ffff }),
});
const attributes = fc.array(fc.oneof(standard, ofVendor), { maxLength: 14 });

const plain = (list: readonly Attribute[]) =>
  list
    .filter(({ type, vendor }) => type !== Type.MessageAuthenticator || vendor !== undefined)
    .map(({ type, value, vendor }) => ({ type, vendor, value: Buffer.from(value).toString("hex") }));

describe("what is encoded", () => {
  test("is decoded as it was, and verifies", () => {
    fc.assert(
      fc.property(code, octet, attributes, (code, identifier, list) => {
        const packet = valueOf(decodePacket(encodeRequest({ code, identifier, attributes: list, secret })));
        assert.equal(packet.code, code);
        assert.equal(packet.identifier, identifier);
        assert.deepEqual(plain(packet.attributes), plain(list));
        const signed = code === Code.AccountingRequest ? "absent" : "valid";
        assert.deepEqual(verifyRequest(packet, secret), { ok: true, value: { messageAuthenticator: signed } });
      }),
    );
  });

  test("as a reply verifies against its own request only", () => {
    fc.assert(
      fc.property(attributes, fc.boolean(), (list, messageAuthenticator) => {
        const ask = (identifier: number) =>
          valueOf(decodePacket(encodeRequest({ code: Code.AccessRequest, identifier, attributes: [], secret })));
        const request = ask(9);
        const bytes = encodeReply({ code: Code.AccessAccept, request, attributes: list, secret, messageAuthenticator });
        const reply = valueOf(decodePacket(bytes));
        assert.equal(verifyReply(reply, request, secret).ok, true);
        assert.deepEqual(verifyReply(reply, ask(9), secret), { ok: false, error: { kind: "bad-authenticator" } });
        assert.deepEqual(verifyReply(reply, ask(8), secret), { ok: false, error: { kind: "another-identifier" } });
        assert.equal(verifyReply(reply, request, secretOf("testing124")).ok, false);
      }),
    );
  });

  test("does not verify after any one bit was turned", () => {
    const whole = encodeRequest({
      code: Code.CoaRequest,
      identifier: 1,
      attributes: [textAttribute(1, "thandi")],
      secret,
    });
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const turned = whole.slice();
      turned[bit >> 3] = turned[bit >> 3]! ^ (1 << (bit & 7));
      const decoded = decodePacket(turned);
      assert.equal(decoded.ok && verifyRequest(decoded.value, secret).ok, false, `bit ${bit}`);
    }
  });

  test("carries the Message-Authenticator first", () => {
    const request = valueOf(
      decodePacket(
        encodeRequest({ code: Code.AccessRequest, identifier: 1, attributes: [integerAttribute(5, 1)], secret }),
      ),
    );
    assert.equal(request.attributes[0]?.type, Type.MessageAuthenticator);
    const reply = encodeReply({
      code: Code.AccessReject,
      request,
      attributes: [textAttribute(18, "no")],
      secret,
      messageAuthenticator: true,
    });
    assert.equal(reply[20], Type.MessageAuthenticator);
  });

  test("returns the Proxy-States of the request in their order", () => {
    const states = ["one", "two"].map((text) => textAttribute(Type.ProxyState, text));
    const request = valueOf(
      decodePacket(encodeRequest({ code: Code.AccessRequest, identifier: 1, attributes: states, secret })),
    );
    const reply = valueOf(
      decodePacket(
        encodeReply({ code: Code.AccessReject, request, attributes: [], secret, messageAuthenticator: true }),
      ),
    );
    assert.deepEqual(plain(findAll(reply, Type.ProxyState)), plain(states));
  });

  test("cannot be longer than an attribute or a packet may be", () => {
    const encode = (list: Attribute[]) => encodeRequest({ code: 1, identifier: 1, attributes: list, secret });
    assert.throws(() => encode([textAttribute(1, "a".repeat(254))]), RangeError);
    assert.throws(() => encode([vendorAttribute(14988, 8, "a".repeat(248))]), RangeError);
    assert.throws(() => encode(Array.from({ length: 17 }, () => textAttribute(1, "a".repeat(253)))), RangeError);
  });
});

describe("a false length", () => {
  const packet = (length: number, ...rest: number[]) =>
    Uint8Array.from([1, 7, length >> 8, length & 255, ...Array(16).fill(0), ...rest]);
  const cases: [string, Uint8Array, object][] = [
    ["a datagram without a whole header", new Uint8Array(19), { kind: "shorter-than-a-header" }],
    ["a length field below the header", packet(19), { kind: "length-field-too-small" }],
    ["a length field above 4096", packet(4097), { kind: "length-field-too-large" }],
    ["a length field beyond the datagram", packet(22, 1), { kind: "longer-than-the-datagram" }],
    ["an attribute of length 0", packet(22, 1, 0), { kind: "attribute-too-short", offset: 20 }],
    ["an attribute of length 1", packet(22, 1, 1), { kind: "attribute-too-short", offset: 20 }],
    ["an attribute beyond the packet", packet(23, 1, 4, 65), { kind: "attribute-overruns-packet", offset: 20 }],
    ["a lonely last octet", packet(24, 1, 3, 65, 9), { kind: "attribute-overruns-packet", offset: 23 }],
    ["a short Message-Authenticator", packet(22, 80, 2), { kind: "message-authenticator-of-wrong-length", offset: 20 }],
    [
      "a second Message-Authenticator",
      packet(56, 80, 18, ...Array(16).fill(0), 80, 18, ...Array(16).fill(0)),
      { kind: "message-authenticator-repeated", offset: 38 },
    ],
  ];
  test.each(cases)("%s is refused by its kind", (_, bytes, error) => {
    assert.deepEqual(decodePacket(bytes), { ok: false, error });
  });

  test("octets after the packet are padding", () => {
    assert.equal(valueOf(decodePacket(packet(22, 1, 2, 99, 99))).bytes.length, 22);
  });
});

describe("a vendor's attribute", () => {
  const decodeVsa = (...value: number[]) =>
    valueOf(
      decodePacket(Uint8Array.from([1, 7, 0, 22 + value.length, ...Array(16).fill(0), 26, value.length + 2, ...value])),
    );

  test("that holds several comes out as several", () => {
    const packet = decodeVsa(0, 0, 0x3a, 0x8c, 8, 4, 49, 50, 1, 6, 0, 0, 0, 9);
    assert.deepEqual(readNamed(packet), { "Mikrotik-Rate-Limit": "12", "Mikrotik-Recv-Limit": 9 });
  });

  test.each([
    ["without a vendor", [0, 0, 1]],
    ["with nothing inside", [0, 0, 0x3a, 0x8c]],
    ["with a length of 0 inside", [0, 0, 0x3a, 0x8c, 8, 0, 1]],
    ["with a length beyond it", [0, 0, 0x3a, 0x8c, 8, 9, 1]],
    ["with an octet left over", [0, 0, 0x3a, 0x8c, 8, 2, 1]],
  ])("%s stays as it is", (_, value) => {
    const packet = decodeVsa(...value);
    assert.deepEqual([...find(packet, Type.VendorSpecific)!.value], value);
    assert.equal(packet.attributes.length, 1);
  });
});
