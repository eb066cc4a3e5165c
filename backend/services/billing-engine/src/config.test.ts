import assert from "node:assert/strict";
import { test } from "vitest";
import { readBillingConfig } from "#config";

const databaseUrl = { BILLING_DATABASE_URL: "postgres://localhost/billing" };

test("settings that are missing or empty have their defaults", () => {
  const config = readBillingConfig({ ...databaseUrl, BILLING_VAT_BASIS_POINTS: "", BEACOM_CURRENCY: undefined });
  assert.deepEqual([config.vatBasisPoints, config.currency], [1_500n, "ZAR"]);
});

test("settings that make no sense are refused at the start", () => {
  assert.throws(() => readBillingConfig({}));
  assert.throws(() => readBillingConfig({ ...databaseUrl, BEACOM_CURRENCY: "XXX" }));
  assert.throws(() => readBillingConfig({ ...databaseUrl, BILLING_VAT_BASIS_POINTS: "fifteen" }));
});

test("a pepper that is none is refused without being shown", () => {
  const wrong = { ...databaseUrl, BILLING_VOUCHER_PEPPERS: "2027:c2VjcmV0" };
  assert.throws(
    () => readBillingConfig(wrong),
    (error: Error) => error.message.includes("at least 32 octets") && !error.message.includes("c2VjcmV0"),
  );
  assert.deepEqual(readBillingConfig(databaseUrl).voucherPeppers, []);
});
