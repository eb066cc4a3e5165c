import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fc from "fast-check";
import { test } from "vitest";
import { isPaystackSignature, paystackSignature } from "#paystack-signature";

const secretKey = "sk_test_beacom_0123456789";
const body = Buffer.from(
  '{"event":"charge.success","data":{"id":302961,"reference":"pay_1","status":"success","amount":9900,"currency":"ZAR"}}',
);
// printf '%s' '{"event":…}' | openssl dgst -sha512 -hmac sk_test_beacom_0123456789
const recorded =
  "db538609d45f822b74b9d9e79780e4834c38cb3c9f6d2b747870bce36109610c68f5e0de8a49936b91ab6ea1d8aae80e95e44c9fc29ce170ab89093c649c41f7";

test("a signature is the one that openssl computes", async () => {
  assert.equal(paystackSignature(body, secretKey), recorded);
  const fresh = Buffer.from(`{"event":"charge.success","data":{"name":"Zoë \u{1f4a1}","at":"2026-11-22T20:00:00Z"}}`);
  assert.equal(paystackSignature(fresh, secretKey), await byOpenssl(fresh));
});

test("only the exact octets and the exact signature are genuine", () => {
  assert.ok(isPaystackSignature(body, recorded, secretKey));
  assert.ok(isPaystackSignature(body, recorded.toUpperCase(), secretKey));
  assert.ok(!isPaystackSignature(Buffer.concat([body, Buffer.from("\n")]), recorded, secretKey));
  assert.ok(!isPaystackSignature(body, recorded, "sk_test_another"));
  for (const wrong of [
    undefined,
    "",
    "00",
    recorded.slice(1),
    `${recorded}00`,
    `${recorded}, ${recorded}`,
    "g".repeat(128),
  ]) {
    assert.ok(!isPaystackSignature(body, wrong, secretKey), String(wrong));
  }
});

test("changing any one octet of the body or digit of the signature breaks it", () => {
  fc.assert(
    fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(127), (at, flip, digit) => {
      const changed = Buffer.from(body);
      changed[at]! ^= flip;
      assert.ok(!isPaystackSignature(changed, recorded, secretKey));
      const other = recorded[digit] === "0" ? "1" : "0";
      assert.ok(!isPaystackSignature(body, recorded.slice(0, digit) + other + recorded.slice(digit + 1), secretKey));
    }),
  );
});

test("an arbitrary signature is refused and never throws", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, signature) => {
      assert.ok(!isPaystackSignature(bytes, signature, secretKey));
    }),
  );
});

function byOpenssl(bytes: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile("openssl", ["dgst", "-sha512", "-hmac", secretKey], (error, stdout) =>
      error ? reject(error) : resolve(stdout.trim().split("= ")[1]!),
    );
    child.stdin!.end(bytes);
  });
}
