import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { storedAllowanceEvents, storedApprovalEvents } from "#adapters/approvals/stored-approvals";
import { storedResellerEvents } from "#adapters/resellers/stored-resellers";
import { storedBatchEvents, storedCodesEvents, storedVoucherEvents } from "#adapters/vouchers/stored-vouchers";
import type { ApprovalEvent } from "#domain/approvals/approval";
import type { AllowanceUsed } from "#domain/approvals/staff-allowance";
import type { Entry } from "#domain/ledger";
import { type Product, products } from "#domain/resellers/commission";
import type { ResellerEvent } from "#domain/resellers/reseller-event";
import type { VoucherBatchEvent, VoucherCodesIssued } from "#domain/vouchers/batch-event";
import type { VoucherEvent } from "#domain/vouchers/voucher";

const at = fc.date({ min: new Date(0), max: new Date("2200-01-01"), noInvalidDate: true });
const cents = fc.bigInt(-(2n ** 60n), 2n ** 60n);
const id = fc.string({ minLength: 1, maxLength: 30 });
const whole = fc.nat(100_000);
const currency = fc.constantFrom("ZAR" as const, "UGX" as const);
const ranges = fc.array(fc.record({ first: whole, last: whole }), { maxLength: 3 });
const entries = fc.array(
  fc.record<Entry>({ account: fc.constantFrom("bank", "vouchers-outstanding"), amountCents: cents, currency }),
  { maxLength: 3 },
);
const reason = fc.constantFrom("lost" as const, "leaked" as const);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const event = <T extends string, F extends object>(type: T, fields: { [K in keyof F]: fc.Arbitrary<F[K]> }) =>
  fc.record({ ...fields, type: fc.constant(type), at }) as unknown as fc.Arbitrary<F & { type: T; at: Date }>;

const value = fc.oneof(
  fc.constant({ kind: "money" as const }),
  fc.record({ kind: fc.constant("plan" as const), planId: id, planVersion: whole }),
);
const sale = fc.record({
  saleKey: id,
  resellerId: orNull(id),
  masterId: orNull(id),
  vouchers: whole,
  commissionCents: cents,
  masterCommissionCents: cents,
  soldAt: at,
  expiresAt: orNull(at),
});
const batchEvents: fc.Arbitrary<VoucherBatchEvent> = fc.oneof(
  event("VoucherBatchGenerated", {
    value,
    faceCents: cents,
    salePriceCents: cents,
    currency,
    count: whole,
    resellerId: orNull(id),
    expiry: fc.oneof(
      fc.constant({ kind: "never" as const }),
      fc.record({ kind: fc.constant("years-after-sale" as const), years: whole, resaleDays: whole }),
    ),
    codes: fc.oneof(
      fc.constant({ alphabet: "base32" as const }),
      fc.record({ alphabet: fc.constant("digits" as const), length: whole }),
    ),
    generationKey: id,
    by: id,
  }),
  event("VouchersPrinted", { ranges, by: id }),
  event("VouchersHandedOver", { ranges, resellerId: id, receipt: id, by: id }),
  event("VouchersTakenBack", { ranges, resellerId: id, by: id }),
  event("VouchersSold", { ranges, sale, entries, by: id }),
  event("UnsoldVouchersVoided", { ranges, reason, approvalId: id, by: id }),
);
const codesEvents: fc.Arbitrary<VoucherCodesIssued> = event("VoucherCodesIssued", {
  keyId: id,
  firstOrdinal: whole,
  hashes: fc.array(id, { maxLength: 3 }),
});
const voucherEvents: fc.Arbitrary<VoucherEvent> = fc.oneof(
  event("VoucherRedeemed", { customerId: id, value, faceCents: cents, currency, entries }),
  event("VoucherVoided", { reason, approvalId: id, entries, by: id }),
  event("VoucherExpired", { entries }),
);

const limits = fc.record({ perSaleCents: orNull(cents), perDayCents: orNull(cents), perMonthCents: orNull(cents) });
const tiers = fc.array(fc.record({ fromCents: cents, basisPoints: whole }), { maxLength: 2 });
const terms = fc.oneof(
  fc.record({
    kind: fc.constant("master" as const),
    commission: fc.record({ voucher: tiers, "electronic-voucher": tiers, "top-up": tiers }),
    limits,
  }),
  fc.record({ kind: fc.constant("sub" as const), masterId: id, shareBasisPoints: whole, limits }),
);
const moved = { floatAfterCents: cents, entries };
const payment = { reference: id, amountCents: cents, ...moved, by: id };
const product: fc.Arbitrary<Product> = fc.constantFrom(...products);
const sold = { saleKey: id, product, priceCents: cents, commissionCents: cents, day: id, ...moved };
const resellerEvents: fc.Arbitrary<ResellerEvent> = fc.oneof(
  event("ResellerRegistered", { terms, currency, registrationKey: id, by: id }),
  event("ResellerTermsChanged", { terms, by: id }),
  event("ResellerSuspended", { reason: id, by: id }),
  event("ResellerReinstated", { by: id }),
  event("CreditLimitSet", { creditLimitCents: cents, approvalId: id, by: id }),
  event("FloatPaidIn", payment),
  event("FloatPaymentReturned", payment),
  event("ResellerSold", { ...sold, reference: id }),
  event("MasterCommissionEarned", { ...sold, resellerId: id }),
  event("ResellerRefunded", { saleKey: id, approvalId: id, priceCents: cents, commissionCents: cents, ...moved }),
  event("MasterCommissionReturned", { saleKey: id, approvalId: id, commissionCents: cents, ...moved }),
);

const change = fc.oneof(
  fc.record({ kind: fc.constant("adjust-wallet" as const), customerId: id, amountCents: cents, currency }),
  fc.record({
    kind: fc.constant("reverse-adjustment" as const),
    customerId: id,
    adjustmentId: id,
    amountCents: cents,
    currency,
  }),
  fc.record({
    kind: fc.constant("give-data" as const),
    customerId: id,
    planId: id,
    planVersion: whole,
    worthCents: cents,
    currency,
  }),
  fc.record({ kind: fc.constant("write-off" as const), customerId: id, invoiceId: id, amountCents: cents, currency }),
  fc.record({ kind: fc.constant("void-vouchers" as const), batchId: id, ranges, reason, faceCents: cents, currency }),
  fc.record({ kind: fc.constant("set-credit-limit" as const), resellerId: id, creditLimitCents: cents, currency }),
);
const approvalEvents: fc.Arbitrary<ApprovalEvent> = fc.oneof(
  event("ChangeProposed", {
    change,
    reasonCode: id,
    noteCommitment: id,
    proposalKey: id,
    by: id,
    role: id,
    expiresAt: at,
  }),
  event("ChangeMadeAlone", { by: id }),
  event("ChangeApproved", { by: id, role: id }),
  event("ChangeDeclined", { by: id }),
  event("ChangeWithdrawn", { by: id }),
  event("ProposalLapsed", {}),
  event("AdjustmentReversed", { reversalId: id }),
);
const allowanceEvents: fc.Arbitrary<AllowanceUsed> = event("AllowanceUsed", { approvalId: id, cents, day: id });

type Stored<E> = {
  write: (event: E) => { readonly type: string; readonly data: unknown; readonly at: Date };
  read: (stored: { readonly type: string; readonly data: unknown; readonly at: Date }) => E;
};

function isTheSameAfterStoring<E extends object>(events: fc.Arbitrary<E>, { write, read }: Stored<E>): void {
  fc.assert(
    fc.property(events, (happened) => {
      const { data, ...stored } = write(happened);
      const plain: unknown = JSON.parse(JSON.stringify(data));
      assert.deepEqual(read({ ...stored, data: plain }), structuredClone(happened));
    }),
    { numRuns: 300 },
  );
}

test("every event of vouchers, resellers and approvals is the same after it was stored", () => {
  isTheSameAfterStoring(batchEvents, storedBatchEvents);
  isTheSameAfterStoring(codesEvents, storedCodesEvents);
  isTheSameAfterStoring(voucherEvents, storedVoucherEvents);
  isTheSameAfterStoring(resellerEvents, storedResellerEvents);
  isTheSameAfterStoring(approvalEvents, storedApprovalEvents);
  isTheSameAfterStoring(allowanceEvents, storedAllowanceEvents);
});

test("what cannot be read is refused", () => {
  const data = { ranges: [], reason: "lost", approvalId: "apv", by: "stf" };
  const noon = new Date("2026-11-27T10:00:00Z");
  assert.throws(() =>
    storedBatchEvents.read({ type: "VouchersPrinted", data: { ranges: [{ first: 1 }], by: "stf" }, at: noon }),
  );
  assert.throws(
    () => storedBatchEvents.read({ type: "VouchersEaten", data, at: noon }),
    /not an event that this version knows/,
  );
  const proposed = {
    change: { kind: "constructor" },
    reasonCode: "",
    noteCommitment: "",
    proposalKey: "",
    by: "",
    role: "",
  };
  const stored = { type: "ChangeProposed", data: { ...proposed, expiresAt: noon.toISOString() }, at: noon };
  assert.throws(() => storedApprovalEvents.read(stored), /cannot read an event of type ChangeProposed/);
});
