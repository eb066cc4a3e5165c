import type { Currency } from "@beacom/money";
import { type EventShapes, entriesShape, storedEvents } from "#adapters/stored-events";
import { big, instant, integer, list, nullable, record, text } from "#adapters/stored-shape";
import { variants } from "#adapters/stored-variants";
import type { VoidReason, VoucherBatchEvent, VoucherCodesIssued, VoucherValue } from "#domain/vouchers/batch-event";
import type { VoucherSale } from "#domain/vouchers/custody";
import type { ExpiryRule } from "#domain/vouchers/expiry-rule";
import type { OrdinalRange } from "#domain/vouchers/ordinals";
import type { VoucherEvent } from "#domain/vouchers/voucher";
import type { CodeFormat } from "#domain/vouchers/voucher-code";

export const rangesShape = list(record<OrdinalRange>({ first: integer, last: integer }));
const value = variants<"kind", VoucherValue>("kind", {
  money: record({}),
  plan: record({ planId: text(), planVersion: integer }),
});
const expiry = variants<"kind", ExpiryRule>("kind", {
  never: record({}),
  "years-after-sale": record({ years: integer, resaleDays: integer }),
});
const codes = variants<"alphabet", CodeFormat>("alphabet", { base32: record({}), digits: record({ length: integer }) });
const sale = record<VoucherSale>({
  saleKey: text(),
  resellerId: nullable(text()),
  masterId: nullable(text()),
  vouchers: integer,
  commissionCents: big,
  masterCommissionCents: big,
  soldAt: instant,
  expiresAt: nullable(instant),
});
const ranges = rangesShape;
const by = text();

const batchShapes: EventShapes<VoucherBatchEvent> = {
  VoucherBatchGenerated: record({
    value,
    faceCents: big,
    salePriceCents: big,
    currency: text<Currency>(),
    count: integer,
    resellerId: nullable(text()),
    expiry,
    codes,
    generationKey: text(),
    by,
  }),
  VouchersPrinted: record({ ranges, by }),
  VouchersHandedOver: record({ ranges, resellerId: text(), receipt: text(), by }),
  VouchersTakenBack: record({ ranges, resellerId: text(), by }),
  VouchersSold: record({ ranges, sale, entries: entriesShape, by }),
  UnsoldVouchersVoided: record({ ranges, reason: text<VoidReason>(), approvalId: text(), by }),
};
const codesShapes: EventShapes<VoucherCodesIssued> = {
  VoucherCodesIssued: record({ keyId: text(), firstOrdinal: integer, hashes: list(text()) }),
};
const voucherShapes: EventShapes<VoucherEvent> = {
  VoucherRedeemed: record({
    customerId: text(),
    value,
    faceCents: big,
    currency: text<Currency>(),
    entries: entriesShape,
  }),
  VoucherVoided: record({ reason: text<VoidReason>(), approvalId: text(), entries: entriesShape, by }),
  VoucherExpired: record({ entries: entriesShape }),
};

export const storedBatchEvents = storedEvents<VoucherBatchEvent>(batchShapes);
export const storedCodesEvents = storedEvents<VoucherCodesIssued>(codesShapes);
export const storedVoucherEvents = storedEvents<VoucherEvent>(voucherShapes);
