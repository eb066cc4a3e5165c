import type { CreditSource, DebitPurpose, DeductionReason } from "#domain/account-event";
import { type Bundle, type BundleSource, type BundleState, octetsRemaining } from "#domain/bundle";
import { isUncapped, type Plan, type Rate } from "#domain/plan";
import { windowText } from "#domain/usage-window";
import type { ServiceState } from "#domain/service-state";

export type StatementKind = "top-up" | "bundle" | "out-of-bundle" | "purchase" | CreditSource | DebitPurpose;

export type BundleView = {
  readonly bundleId: string;
  readonly planId: string;
  readonly name: string;
  readonly octetsGranted: bigint;
  readonly octetsUsed: bigint;
  readonly octetsRemaining: bigint;
  readonly activatedAt: Date;
  readonly expiresAt: Date;
  readonly state: BundleState;
  readonly rate: Rate;
  readonly noticesPercent: readonly number[];
  readonly uncapped: boolean;
  /** `1234567 23:00-05:00`; null: at any time. */
  readonly window: string | null;
  readonly octetsSent: bigint;
  readonly rolledOver: number;
  readonly source: BundleSource;
  readonly shared: boolean;
};
export const bundleView = (bundle: Bundle): BundleView => ({
  ...bundle,
  planId: bundle.plan.planId,
  name: bundleName(bundle.plan, bundle.order),
  rate: bundle.plan.rate,
  octetsRemaining: octetsRemaining(bundle),
  uncapped: isUncapped(bundle.allowance),
  window: bundle.allowance.window && windowText(bundle.allowance.window),
  shared: bundle.plan.members > 0,
});

/** A plan with one balance is called as the plan is; of several, each says which it is. */
export const bundleName = ({ name, allowances }: Plan, order: number): string =>
  allowances.length > 1 ? `${name}: ${allowances[order]?.name ?? ""}` : name;

export type AccountView = {
  readonly accountId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly availableCents: bigint;
  readonly heldCents: bigint;
  /** Those with something left first, in the order in which they will be used; then the ones that ended last. */
  readonly bundles: readonly BundleView[];
  readonly service: ServiceState;
  readonly outOfBundle: {
    readonly planId: string;
    readonly payer: string;
    readonly limitCents: bigint | null;
    readonly usedCents: bigint;
  } | null;
  readonly poolOwnerId: string | null;
  readonly restrictedByDunning: string | null;
  readonly restrictedByStaff: string | null;
};
export type UsageView = {
  readonly sessionId: string;
  readonly startedAt: Date;
  readonly lastReportAt: Date;
  readonly endedAt: Date | null;
  readonly octetsDown: bigint;
  readonly octetsUp: bigint;
  readonly octetsFree: bigint;
  readonly octetsShared: bigint;
  readonly octetsOutOfBundle: bigint;
  readonly outOfBundleCents: bigint;
  readonly deductions: readonly {
    readonly bundleId: string;
    readonly bundleName: string;
    readonly octets: bigint;
    readonly why: DeductionReason;
  }[];
};
export type StatementView = {
  readonly entryId: string;
  readonly at: Date;
  readonly kind: StatementKind;
  readonly description: string;
  readonly amountCents: bigint;
  readonly currency: string;
  readonly availableAfterCents: bigint;
  readonly reference: string;
};

/** A page, newest first. The cursor is opaque outside; undefined if there is no more, or for the first page. */
export type Page<Row> = { readonly rows: readonly Row[]; readonly nextCursor: string | undefined };
export type PageRequest = { readonly customerId: string; readonly cursor: string; readonly limit: number };

export type AccountViews = {
  account(customerId: string): Promise<AccountView | undefined>;
  purchase(
    customerId: string,
    purchaseKey: string,
  ): Promise<{ bundle: BundleView; availableCents: bigint; currency: string } | undefined>;
  /** Undefined for a cursor that this service did not give out. */
  usage(request: PageRequest): Promise<Page<UsageView> | undefined>;
  statement(request: PageRequest): Promise<Page<StatementView> | undefined>;
};
