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

test("the operator's particulars are those of documents, and what is not set is not on them", () => {
  const { supplier, publicUrl } = readBillingConfig({
    ...databaseUrl,
    BEACOM_OPERATOR_NAME: "Karoo Fibre",
    BEACOM_OPERATOR_ADDRESS: "1 Church Street; Beaufort West ;",
    BEACOM_OPERATOR_BANK: "Example Bank",
    BEACOM_OPERATOR_BANK_ACCOUNT: "62 001 234 567",
    BEACOM_PUBLIC_URL: "https://karoo.example/",
  });
  assert.deepEqual([supplier.name, supplier.addressLines], ["Karoo Fibre", ["1 Church Street", "Beaufort West"]]);
  assert.deepEqual(
    [supplier.vatNumber, supplier.bank?.accountHolder, publicUrl],
    [null, "Karoo Fibre", "https://karoo.example"],
  );
  assert.throws(() => readBillingConfig({ ...databaseUrl, BEACOM_OPERATOR_VAT_NUMBER: "?" }), /is no VAT number/);
});

test("a pepper that is none is refused without being shown", () => {
  const wrong = { ...databaseUrl, BILLING_VOUCHER_PEPPERS: "2027:c2VjcmV0" };
  assert.throws(
    () => readBillingConfig(wrong),
    (error: Error) => error.message.includes("at least 32 octets") && !error.message.includes("c2VjcmV0"),
  );
  assert.deepEqual(readBillingConfig(databaseUrl).voucherPeppers, []);
});
