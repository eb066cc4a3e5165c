import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { textAttribute } from "#attribute";
import { Code, Type } from "#code";
import { eapAttributes, eapMessageOf, stateAttribute, stateOf } from "#eap-message";
import { encodeRequest } from "#encode";
import { decodePacket } from "#packet";
import { secretOf } from "#secret";

const secret = secretOf("testing123");

test("an EAP packet of any length arrives as it was, in fragments of up to 253 octets", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_500 }), (message) => {
      const attributes = [
        textAttribute(Type.UserName, "thandi"),
        ...eapAttributes(message),
        stateAttribute(message.slice(0, 9)),
      ];
      const packet = valueOf(
        decodePacket(encodeRequest({ code: Code.AccessRequest, identifier: 1, attributes, secret })),
      );
      assert.deepEqual([...eapMessageOf(packet)!], [...message]);
      assert.deepEqual([...stateOf(packet)!], Array.from(message.subarray(0, 9)));
    }),
  );
});

test("an EAP-Start is an EAP-Message without octets", () => {
  assert.deepEqual(eapAttributes(new Uint8Array()), [{ type: Type.EapMessage, value: new Uint8Array() }]);
  assert.equal(eapMessageOf({ attributes: eapAttributes(new Uint8Array()) })?.length, 0);
});

test("fragments with another attribute between them are no EAP packet", () => {
  const [first, second] = eapAttributes(new Uint8Array(300));
  const attributes = [first!, textAttribute(Type.UserName, "thandi"), second!];
  assert.equal(eapMessageOf({ attributes }), undefined);
});

test("a packet without an EAP-Message carries none, nor does a vendor's attribute of the same number", () => {
  const attributes = [{ type: Type.EapMessage, vendor: 9, value: Uint8Array.of(1) }];
  assert.equal(eapMessageOf({ attributes }), undefined);
  assert.equal(stateOf({ attributes }), undefined);
});
