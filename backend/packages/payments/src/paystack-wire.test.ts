import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import * as fc from "fast-check";
import { test } from "vitest";
import { readPaystackCallback } from "#paystack-callback";
import { chargeOf, InitializeAnswer, parseJson, paystackReference, VerifyAnswer } from "#paystack-wire";

const transaction = (fields: object) => ({
  id: 4_099_260_516,
  domain: "test",
  status: "success",
  reference: "pay-1",
  amount: 9_900,
  currency: "ZAR",
  gateway_response: "Successful",
  something_new: { nested: [1] },
  ...fields,
});
const verified = (fields: object) =>
  chargeOf(VerifyAnswer.parse({ status: true, message: "Verification successful", data: transaction(fields) }).data);
const bytes = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

test("each status of Paystack has a meaning, and one that it invents is open", () => {
  const outcomeOf = (status: string) => verified({ status }).outcome;
  assert.equal(outcomeOf("success"), "succeeded");
  assert.equal(outcomeOf("failed"), "failed");
  assert.equal(outcomeOf("reversed"), "reversed");
  for (const status of [
    "abandoned",
    "ongoing",
    "pending",
    "processing",
    "queued",
    "invented",
    "constructor",
    "__proto__",
  ])
    assert.equal(outcomeOf(status), "open", status);
});

test("an amount is whole cents, as number or as digits, and never a fraction", () => {
  assert.equal(verified({ amount: "9900" }).amount.minorUnits, 9_900n);
  assert.equal(verified({ amount: 9_900, currency: "zar" }).amount.currency, "ZAR");
  assert.equal(verified({ gateway_response: "In\u0000sufficient\n\ud800" }).words, "In sufficient \ufffd");
  for (const amount of [99.5, "99.50", null, 2 ** 60, -1 / 0])
    assert.ok(!VerifyAnswer.safeParse({ status: true, data: transaction({ amount }) }).success, String(amount));
});

test("an authorization address must be an address", () => {
  const data = { authorization_url: "https://checkout.example/x", access_code: "x", reference: "pay-1" };
  assert.ok(InitializeAnswer.safeParse({ status: true, message: "Authorization URL created", data }).success);
  for (const address of ["", "javascript:alert(1)", "file:///etc/passwd"])
    assert.ok(
      !InitializeAnswer.safeParse({ status: true, data: { ...data, authorization_url: address } }).success,
      address,
    );
});

test("an id beyond what a double holds keeps its digits", () => {
  assert.deepEqual(valueOf(parseJson('{"id":18446744073709551615,"amount":5}')), {
    id: "18446744073709551615",
    amount: 5,
  });
});

test("our ids become references that Paystack takes", () => {
  assert.equal(paystackReference("pay_01kaq0gq2m", 1), "pay-01kaq0gq2m");
  assert.equal(paystackReference("pay_01kaq0gq2m", 2), "pay-01kaq0gq2m-2");
});

test("a callback names the payment that it is about", () => {
  const charge = valueOf(readPaystackCallback(bytes({ event: "charge.success", data: transaction({}) })));
  assert.deepEqual(charge, {
    event: "charge.success",
    eventId: "4099260516",
    reference: "pay-1",
    claimsSuccess: true,
    takesBack: false,
  });
  const refund = valueOf(
    readPaystackCallback(
      bytes({ event: "refund.processed", data: { transaction_reference: "pay-1", amount: 1, id: 7 } }),
    ),
  );
  assert.equal(refund.reference, "pay-1");
  const dispute = valueOf(
    readPaystackCallback(
      bytes({ event: "charge.dispute.create", data: { id: 1, transaction: { reference: "pay-1" } } }),
    ),
  );
  assert.equal(dispute.reference, "pay-1");
  assert.equal(dispute.claimsSuccess, false);
  assert.equal(dispute.takesBack, true);
});

test("a body that is no event is refused with words", () => {
  assert.deepEqual(readPaystackCallback(bytes("{")), refuse({ kind: "not-json", words: "the body is not JSON" }));
  assert.deepEqual(readPaystackCallback(new Uint8Array([0xff, 0xfe, 0])).ok, false);
  assert.deepEqual(
    readPaystackCallback(bytes({ event: "charge.success" })),
    refuse({ kind: "not-an-event", words: "data does not look like a Paystack event" }),
  );
  for (const body of ["", "null", "[]", "7", '"x"', "{}", '{"event":7,"data":{}}', "[".repeat(10_000)])
    assert.ok(!readPaystackCallback(bytes(body)).ok, body.slice(0, 20));
});

test("any octets and any JSON are read or refused, never thrown", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (octets) => void readPaystackCallback(octets)));
  fc.assert(fc.property(fc.json(), (json) => void readPaystackCallback(bytes(json))));
  const almost = fc.record({
    event: fc.oneof(fc.jsonValue(), fc.constantFrom("charge.success", "a\u0000b", "\ud800")),
    data: fc.dictionary(
      fc.constantFrom("id", "reference", "transaction"),
      fc.oneof(fc.jsonValue(), fc.constant("\u0000")),
    ),
  });
  fc.assert(
    fc.property(almost, (value) => {
      const read = readPaystackCallback(bytes(value));
      // What is read can be kept in a text column, whatever came in.
      if (read.ok)
        assert.match(`${read.value.event}${read.value.eventId}${read.value.reference ?? ""}`, /^[\x21-\x7e]+$/);
    }),
  );
});
