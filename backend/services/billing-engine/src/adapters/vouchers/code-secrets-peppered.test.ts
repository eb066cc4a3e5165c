import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { codeSecretsOf } from "#adapters/vouchers/code-secrets-peppered";
import { readPeppers } from "#adapters/vouchers/read-peppers";
import { type VoucherCode, writeCode } from "#domain/vouchers/voucher-code";

const text = (fill: string) => Buffer.alloc(32, fill).toString("base64");
const secrets = codeSecretsOf(valueOf(readPeppers(`new:${text("a")}, old:${text("b")}`)));
const code = "0000000000000000" as VoucherCode;

test("a code has another hash under each pepper, and the newest is used for new ones", () => {
  assert.equal(secrets.newestKeyId, "new");
  assert.deepEqual(secrets.hashes(code), [secrets.hash(code, "new"), secrets.hash(code, "old")]);
  assert.notEqual(secrets.hash(code, "new"), secrets.hash(code, "old"));
  assert.equal(Buffer.from(secrets.hash(code, "new"), "base64").length, 32);
  assert.throws(() => secrets.hash(code, "lost"), /no pepper "lost"/);
});

test("a sealed file is opened only for its batch, with its pepper, and unchanged", () => {
  const sealed = secrets.seal("vbt_1", "one\ntwo", "new");
  assert.equal(secrets.open("vbt_1", sealed, "new"), "one\ntwo");
  assert.throws(() => secrets.open("vbt_2", sealed, "new"));
  assert.throws(() => secrets.open("vbt_1", sealed, "old"));
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const altered = Uint8Array.from(sealed, (octet, index) => (index === at ? octet ^ change : octet));
      assert.throws(() => secrets.open("vbt_1", altered, "new"));
    }),
  );
  assert.throws(() => secrets.open("vbt_1", new Uint8Array(3), "new"));
  assert.notDeepEqual(secrets.seal("vbt_1", "one", "new"), secrets.seal("vbt_1", "one", "new"));
});

test("the same sale makes the same code, and another sale another", () => {
  const made = (name: string, keyId = "new") =>
    writeCode({ alphabet: "digits", length: 16 }, secrets.repeatable(name, keyId));
  assert.equal(made("sale 1"), made("sale 1"));
  const codes = Array.from({ length: 500 }, (_, index) => made(`sale ${index}`));
  assert.equal(new Set([...codes, made("sale 1", "old")]).size, 501);
});

test("however randomness is asked for, it is the same stream", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(70), { maxLength: 10 }), (sizes) => {
      const random = secrets.repeatable("name", "new");
      const whole = secrets.repeatable("name", "new")(sizes.reduce((sum, size) => sum + size, 0));
      assert.deepEqual(Buffer.concat(sizes.map((size) => random(size))), Buffer.from(whole));
    }),
  );
});

test.each([
  "",
  "k1",
  `k1:${Buffer.alloc(31).toString("base64")}`,
  `k1:${text("a")},k1:${text("b")}`,
  `k 1:${text("a")}`,
  "k1:%%%",
])("%o are not peppers", (written) => {
  assert.deepEqual(readPeppers(written), refuse({ kind: "not-peppers" }));
});
