import type { Currency } from "@beacom/money";
import { type EventShapes, entriesShape, storedEvents } from "#adapters/stored-events";
import { big, integer, list, nullable, record, text } from "#adapters/stored-shape";
import { variants } from "#adapters/stored-variants";
import type { Commission, CommissionTier, Product } from "#domain/resellers/commission";
import type { ResellerEvent, ResellerTerms, SalesLimits } from "#domain/resellers/reseller-event";

const tiers = list(record<CommissionTier>({ fromCents: big, basisPoints: integer }));
const commission = record<Commission>({ voucher: tiers, "electronic-voucher": tiers, "top-up": tiers });
const limits = record<SalesLimits>({
  perSaleCents: nullable(big),
  perDayCents: nullable(big),
  perMonthCents: nullable(big),
});
const terms = variants<"kind", ResellerTerms>("kind", {
  master: record({ commission, limits }),
  sub: record({ masterId: text(), shareBasisPoints: integer, limits }),
});
const by = text();
const saleKey = text();
const product = text<Product>();
const moved = { floatAfterCents: big, entries: entriesShape };
const payment = record({ reference: text(), amountCents: big, ...moved, by });

const shapes: EventShapes<ResellerEvent> = {
  ResellerRegistered: record({ terms, currency: text<Currency>(), registrationKey: text(), by }),
  ResellerTermsChanged: record({ terms, by }),
  ResellerSuspended: record({ reason: text(), by }),
  ResellerReinstated: record({ by }),
  CreditLimitSet: record({ creditLimitCents: big, approvalId: text(), by }),
  FloatPaidIn: payment,
  FloatPaymentReturned: payment,
  ResellerSold: record({
    saleKey,
    product,
    reference: text(),
    priceCents: big,
    commissionCents: big,
    day: text(),
    ...moved,
  }),
  MasterCommissionEarned: record({
    saleKey,
    product,
    resellerId: text(),
    priceCents: big,
    commissionCents: big,
    day: text(),
    ...moved,
  }),
  ResellerRefunded: record({ saleKey, approvalId: text(), priceCents: big, commissionCents: big, ...moved }),
  MasterCommissionReturned: record({ saleKey, approvalId: text(), commissionCents: big, ...moved }),
};

export const storedResellerEvents = storedEvents<ResellerEvent>(shapes);
