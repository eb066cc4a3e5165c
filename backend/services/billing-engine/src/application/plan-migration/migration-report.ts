import type { Currency } from "@beacom/money";
import type { LocalDate } from "@beacom/time";
import type { MoveAgreementRefusal } from "#domain/move-agreement";
import type { MigrateRefusal } from "#domain/postpaid/migrate-subscription";
import { share } from "#domain/postpaid/proration";

export type WhyLeft = MigrateRefusal["kind"] | MoveAgreementRefusal["kind"] | "moved-before" | "customer-unknown";

/** What became of one subscription, or (null) of the agreement to pay for use without a bundle. */
export type MigrationOutcome = {
  readonly customerId: string;
  readonly subscriptionId: string | null;
} & ({ readonly moved: true; readonly from: LocalDate | null } | { readonly moved: false; readonly why: WhyLeft });

export type MigrationReport = {
  readonly looked: number;
  readonly moved: number;
  /** What all that moved pay more each month, or less if negative, before discounts. What agreements cost depends on what is used. */
  readonly monthlyChangeCents: ReadonlyMap<Currency, bigint>;
  /** Who stays, by why. */
  readonly left: ReadonlyMap<WhyLeft, number>;
  readonly failed: number;
};

/** Counts one run. */
export function migrationTally() {
  const counts = { looked: 0, moved: 0, failed: 0 };
  const left = new Map<WhyLeft, number>();
  const changes = new Map<Currency, Map<number, bigint>>();
  return {
    failed(): void {
      counts.looked += 1;
      counts.failed += 1;
    },
    left(why: WhyLeft): void {
      counts.looked += 1;
      left.set(why, (left.get(why) ?? 0) + 1);
    },
    moved(change?: { readonly currency: Currency; readonly cents: bigint; readonly months: number }): void {
      counts.looked += 1;
      counts.moved += 1;
      if (!change) return;
      const byMonths = changes.get(change.currency) ?? new Map<number, bigint>();
      changes.set(change.currency, byMonths.set(change.months, (byMonths.get(change.months) ?? 0n) + change.cents));
    },
    report: (): MigrationReport => ({
      ...counts,
      left: new Map(left),
      monthlyChangeCents: new Map([...changes].map(([currency, byMonths]) => [currency, perMonth(byMonths)])),
    }),
  };
}
export type MigrationTally = ReturnType<typeof migrationTally>;

/** Rounded once for all whose cycles are as long, and not for each of them. */
function perMonth(byMonths: ReadonlyMap<number, bigint>): bigint {
  let cents = 0n;
  for (const [months, sum] of byMonths) cents += share(sum, 1, months);
  return cents;
}
