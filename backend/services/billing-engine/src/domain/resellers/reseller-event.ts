import type { Currency } from "@beacom/money";
import type { Entry } from "#domain/ledger";
import type { Commission, Product } from "#domain/resellers/commission";

/** The most that a reseller may sell at once, within a day and within a month; null is no limit. */
export type SalesLimits = {
  readonly perSaleCents: bigint | null;
  readonly perDayCents: bigint | null;
  readonly perMonthCents: bigint | null;
};
/** A master earns by the tiers of its commission on all that its sub-resellers sell, and each of them has a share of that. */
export type ResellerTerms =
  | { readonly kind: "master"; readonly commission: Commission; readonly limits: SalesLimits }
  | {
      readonly kind: "sub";
      readonly masterId: string;
      readonly shareBasisPoints: number;
      readonly limits: SalesLimits;
    };

export type ResellerRegistered = {
  readonly type: "ResellerRegistered";
  readonly terms: ResellerTerms;
  readonly currency: Currency;
  readonly registrationKey: string;
  readonly by: string;
  readonly at: Date;
};
export type ResellerTermsChanged = {
  readonly type: "ResellerTermsChanged";
  readonly terms: ResellerTerms;
  readonly by: string;
  readonly at: Date;
};
export type ResellerSuspended = {
  readonly type: "ResellerSuspended";
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
};
export type ResellerReinstated = { readonly type: "ResellerReinstated"; readonly by: string; readonly at: Date };
export type CreditLimitSet = {
  readonly type: "CreditLimitSet";
  readonly creditLimitCents: bigint;
  readonly approvalId: string;
  readonly by: string;
  readonly at: Date;
};
export type FloatPaidIn = {
  readonly type: "FloatPaidIn";
  /** What the bank calls it. */
  readonly reference: string;
  readonly amountCents: bigint;
  readonly floatAfterCents: bigint;
  readonly entries: readonly Entry[];
  readonly by: string;
  readonly at: Date;
};
/** The bank took it back. The float may be overdrawn by this, and by nothing else. */
export type FloatPaymentReturned = {
  readonly type: "FloatPaymentReturned";
  readonly reference: string;
  readonly amountCents: bigint;
  readonly floatAfterCents: bigint;
  readonly entries: readonly Entry[];
  readonly by: string;
  readonly at: Date;
};
export type ResellerSold = {
  readonly type: "ResellerSold";
  readonly saleKey: string;
  readonly product: Product;
  /** The batch, the voucher's batch or the customer. */
  readonly reference: string;
  readonly priceCents: bigint;
  readonly commissionCents: bigint;
  readonly floatAfterCents: bigint;
  /** The operator's day, by which limits and volumes are counted. */
  readonly day: string;
  readonly entries: readonly Entry[];
  readonly at: Date;
};
/** A master's part of what a sub-reseller sold. */
export type MasterCommissionEarned = {
  readonly type: "MasterCommissionEarned";
  readonly saleKey: string;
  readonly product: Product;
  readonly resellerId: string;
  readonly priceCents: bigint;
  readonly commissionCents: bigint;
  readonly floatAfterCents: bigint;
  readonly day: string;
  readonly entries: readonly Entry[];
  readonly at: Date;
};
/** For vouchers that were voided after the sale. */
export type ResellerRefunded = {
  readonly type: "ResellerRefunded";
  readonly saleKey: string;
  readonly approvalId: string;
  readonly priceCents: bigint;
  readonly commissionCents: bigint;
  readonly floatAfterCents: bigint;
  readonly entries: readonly Entry[];
  readonly at: Date;
};
export type MasterCommissionReturned = {
  readonly type: "MasterCommissionReturned";
  readonly saleKey: string;
  readonly approvalId: string;
  readonly commissionCents: bigint;
  readonly floatAfterCents: bigint;
  readonly entries: readonly Entry[];
  readonly at: Date;
};

export type ResellerEvent =
  | ResellerRegistered
  | ResellerTermsChanged
  | ResellerSuspended
  | ResellerReinstated
  | CreditLimitSet
  | FloatPaidIn
  | FloatPaymentReturned
  | ResellerSold
  | MasterCommissionEarned
  | ResellerRefunded
  | MasterCommissionReturned;
