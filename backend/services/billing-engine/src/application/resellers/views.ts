import type { Page } from "#application/views";
import type { Product } from "#domain/resellers/commission";
import type { FloatMovement, MovementTotal } from "#domain/resellers/settlement";

export type ResellerView = {
  readonly resellerId: string;
  readonly masterId: string | null;
  readonly currency: string;
  readonly isSuspended: boolean;
  readonly floatCents: bigint;
  readonly creditLimitCents: bigint;
  readonly registeredAt: Date;
};
export type SaleView = {
  readonly saleKey: string;
  readonly product: Product;
  readonly reference: string;
  readonly priceCents: bigint;
  readonly commissionCents: bigint;
  readonly floatAfterCents: bigint;
  readonly at: Date;
};
export type FloatRowView = {
  readonly at: Date;
  readonly kind: FloatMovement;
  readonly product: string | null;
  readonly reference: string;
  readonly priceCents: bigint;
  readonly commissionCents: bigint;
  readonly floatChangeCents: bigint;
  readonly floatAfterCents: bigint;
};
export type Period = { readonly resellerId: string; readonly from: Date; readonly until: Date };

export type ResellerViews = {
  reseller(resellerId: string): Promise<ResellerView | undefined>;
  registered(registrationKey: string): Promise<ResellerView | undefined>;
  /** Newest first. Undefined for a cursor that this service did not give out. */
  all(request: { readonly cursor: string; readonly limit: number }): Promise<Page<ResellerView> | undefined>;
  subResellers(masterId: string): Promise<readonly ResellerView[]>;
  sale(resellerId: string, saleKey: string): Promise<SaleView | undefined>;
  /** What the float was when the period began, and what moved it until its end. */
  movements(period: Period): Promise<{ readonly openingCents: bigint; readonly totals: readonly MovementTotal[] }>;
  /** Newest first. Undefined for a cursor that this service did not give out. */
  rows(request: {
    readonly resellerId: string;
    readonly cursor: string;
    readonly limit: number;
  }): Promise<Page<FloatRowView> | undefined>;
};
