import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { type LocalDate, localDate } from "@beacom/time";
import { catalogue } from "#application/catalogue";
import type { CommandsDone } from "#application/command-once";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import { migrationTally, type WhyLeft } from "#application/plan-migration/migration-report";
import { keyOfMove, lookedAt, type MoveOne, movedOnce } from "#application/plan-migration/move-subscribers";
import type { PostpaidPorts } from "#application/postpaid/change-postpaid";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import { emptyCatalogue } from "#domain/catalogue";
import {
  decideOrderMigration,
  type OrderMigration,
  type OrderMigrationRefusal,
  type PlanMigration,
} from "#domain/plan-migration";

export type MovedCustomer = {
  /** Subscriptions, or the one agreement; 0 when it was done before. */
  readonly moved: number;
  /** What the customer pays more each month, or less if negative; null of an agreement. */
  readonly monthlyChange: { readonly cents: bigint; readonly currency: Currency } | null;
  /** The first day on the new plan; null of an agreement. */
  readonly from: LocalDate | null;
};
export type MoveCustomerRefusal = OrderMigrationRefusal | KeyRefusal | { readonly kind: WhyLeft };
export type MoveCustomer = {
  readonly preview: (order: OrderMigration, customerId: string) => Promise<Result<MovedCustomer, MoveCustomerRefusal>>;
  /** Once for the key. */
  readonly move: (
    order: OrderMigration & { readonly idempotencyKey: string },
    customerId: string,
  ) => Promise<Result<MovedCustomer, MoveCustomerRefusal>>;
};

/** All that one customer has of a plan moves to another, on the same terms as everybody's would. */
export function moveCustomerWith({
  postpaid,
  zone,
}: {
  readonly postpaid: PostpaidPorts;
  readonly zone: string;
}): MoveCustomer {
  const { streams, done, clock } = postpaid;

  async function termsOf(order: OrderMigration): Promise<Result<PlanMigration, OrderMigrationRefusal>> {
    const known = (await streams.state(catalogue)) ?? emptyCatalogue;
    const at = clock();
    // It is no order for all, and needs not be like one that was given before.
    const alone = { ...known, migrations: new Map() };
    const decided = decideOrderMigration(alone, { ...order, migrationKey: "" }, { at, today: localDate(at, zone) });
    return decided.ok ? ok(decided.value.migration) : decided;
  }

  async function eachOf(customerId: string, migration: PlanMigration, move: MoveOne) {
    const tally = migrationTally();
    let refusal: WhyLeft | undefined;
    let from: LocalDate | null = null;
    for (const subscriptionId of await subscriptionsOf(customerId, migration)) {
      const outcome = await move({ customerId, subscriptionId });
      if (!outcome.moved) {
        refusal ??= outcome.why;
        continue;
      }
      const { subscription } = outcome;
      if (!subscription) {
        tally.moved();
        continue;
      }
      const { changeCents: cents, cycleMonths: months, state } = subscription;
      tally.moved({ cents, months, currency: state.profile.currency });
      from ??= subscription.from;
    }
    const { moved, monthlyChangeCents } = tally.report();
    if (moved === 0) return refuse({ kind: refusal ?? ("not-on-plan" as const) });
    const [change] = monthlyChangeCents;
    return ok({ moved, from, monthlyChange: change ? { currency: change[0], cents: change[1] } : null });
  }

  async function subscriptionsOf(customerId: string, { fromPlanId, to }: PlanMigration) {
    if (to.kind !== "postpaid") return [null];
    const state = await streams.state(postpaidOf(customerId));
    const subscriptions = [...(state?.subscriptions ?? [])];
    return subscriptions.flatMap(([id, { segments }]) => (segments.at(-1)?.terms.planId === fromPlanId ? [id] : []));
  }

  return {
    async preview(order, customerId) {
      const migration = await termsOf(order);
      return migration.ok ? eachOf(customerId, migration.value, lookedAt(postpaid, migration.value)) : migration;
    },
    async move({ idempotencyKey, ...order }, customerId) {
      const key = checkKey(idempotencyKey);
      if (!key.ok) return key;
      const before = { moved: 0, from: null, monthlyChange: null };
      if (await wasMoved(done, customerId, await everySubscription(customerId), key.value)) return ok(before);
      const terms = await termsOf(order);
      if (!terms.ok) return terms;
      const migration = { ...terms.value, migrationKey: key.value };
      const moved = await eachOf(customerId, migration, movedOnce(postpaid, migration));
      return !moved.ok && moved.error.kind === "moved-before" ? ok(before) : moved;
    },
  };

  async function everySubscription(customerId: string): Promise<readonly (string | null)[]> {
    const state = await streams.state(postpaidOf(customerId));
    return [null, ...(state?.subscriptions.keys() ?? [])];
  }
}

/** Whoever moved is on the old plan no more, and would seem never to have been. */
async function wasMoved(
  done: CommandsDone,
  customerId: string,
  subscriptions: readonly (string | null)[],
  migrationKey: string,
): Promise<boolean> {
  for (const subscriptionId of subscriptions)
    if (await done.find(keyOfMove({ customerId, subscriptionId }, migrationKey))) return true;
  return false;
}
