import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { textAttribute, vendorAttribute } from "#attribute";
import { Code, Type } from "#code";
import { encodeReply } from "#encode";
import { fits } from "#fits";
import { secretOf } from "#secret";
import type { VendorFormats } from "#vendor-format";

const secret = secretOf("testing123");
const authenticator = new Uint8Array(16);
const vendorFormats: VendorFormats = new Map([
  [65_001, { typeOctets: 2, lengthOctets: 1, continued: false }],
  [65_002, { typeOctets: 1, lengthOctets: 1, continued: true }],
]);

test("what fits is encoded to the very length, and what does not fit would throw", () => {
  const attribute = fc.record({
    type: fc.constantFrom(1, 18, 33),
    value: fc.uint8Array({ minLength: 0, maxLength: 260 }),
    vendor: fc.constantFrom(undefined, 14_988, 65_001, 65_002),
  });
  const attributes = fc
    .array(attribute, { maxLength: 30 })
    .map((list) => list.map(({ vendor, ...rest }) => (vendor === undefined ? rest : { ...rest, vendor })));
  const state = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 3 });
  fc.assert(
    fc.property(attributes, state, (list, states) => {
      const request = { identifier: 1, authenticator, attributes: states.map((value) => ({ type: 33, value })) };
      const encode = () =>
        encodeReply({ code: 2, request, attributes: list, secret, messageAuthenticator: true, vendorFormats });
      const size = fits(list, { request, vendorFormats });
      if (size.ok) assert.equal(encode().length, size.value);
      else assert.throws(encode, RangeError);
    }),
    { numRuns: 500 },
  );
});

test("it is said which attribute is too long, and by how much", () => {
  assert.deepEqual(
    fits([textAttribute(Type.ReplyMessage, "a".repeat(254))]),
    refuse({ kind: "attribute-too-long", type: 18, vendor: undefined, octets: 254, most: 253 }),
  );
  assert.deepEqual(
    fits([vendorAttribute(14_988, 8, "a".repeat(248))]),
    refuse({ kind: "attribute-too-long", type: 8, vendor: 14_988, octets: 248, most: 247 }),
  );
  assert.deepEqual(
    fits([vendorAttribute(65_001, 300, "a".repeat(250))], { vendorFormats }),
    refuse({ kind: "attribute-too-long", type: 300, vendor: 65_001, octets: 250, most: 246 }),
  );
});

test("a packet of 4096 octets fits, and no longer one", () => {
  // Header and Message-Authenticator are 38 octets, 15 attributes of 255 make 3,825: 233 are left.
  const most = [
    ...Array.from({ length: 15 }, () => textAttribute(18, "a".repeat(253))),
    textAttribute(18, "a".repeat(231)),
  ];
  assert.deepEqual(fits(most), ok(4096));
  const request = { identifier: 1, authenticator, attributes: [{ type: Type.ProxyState, value: Uint8Array.of(1) }] };
  assert.deepEqual(fits(most, { request }), refuse({ kind: "packet-too-long", octets: 4099, most: 4096 }));
  const reply = { code: Code.AccessAccept, request, attributes: most, secret, messageAuthenticator: true };
  assert.throws(() => encodeReply(reply), /4099 octets/);
});
