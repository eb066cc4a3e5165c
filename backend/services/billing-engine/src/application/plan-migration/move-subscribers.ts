import type { Result } from "@beacom/result";
import { accountOf, changeAccount } from "#application/accounts";
import type { MigrationOutcome, MigrationTally, WhyLeft } from "#application/plan-migration/migration-report";
import { changePostpaid, type PostpaidPorts } from "#application/postpaid/change-postpaid";
import { inFlight } from "#application/postpaid/in-flight";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import { decideMoveAgreement, type MoveAgreementRefusal } from "#domain/move-agreement";
import type { PlanMigration } from "#domain/plan-migration";
import type { Now } from "#domain/postpaid/close-cycle";
import {
  decideMigrateSubscription,
  type MigrateRefusal,
  type MovedSubscription,
} from "#domain/postpaid/migrate-subscription";
import type { Postpaid } from "#domain/postpaid/postpaid";

/** Null: an agreement to pay for use without a bundle, of which a customer has one. */
export type Subscriber = { readonly customerId: string; readonly subscriptionId: string | null };
type Page = {
  readonly planId: string;
  readonly after: Subscriber | undefined;
  readonly limit: number;
};
/** Who is on a plan, in pages by customer. */
export type SubscribersOf = {
  /** Who subscribes and has not cancelled. */
  subscriptions(page: Page & { readonly version: number | null }): Promise<readonly Subscriber[]>;
  /** Who agreed to its tariff. */
  agreements(page: Page): Promise<readonly Subscriber[]>;
};

type Outcome =
  | { readonly moved: true; readonly subscription?: MovedSubscription }
  | { readonly moved: false; readonly why: WhyLeft };
export type MoveOne = (subscriber: Subscriber) => Promise<Outcome>;
type Ports = Omit<PostpaidPorts, "done">;

/** What would become of each, without doing it. */
export const lookedAt =
  ({ streams, policies, clock }: Ports, migration: PlanMigration): MoveOne =>
  async ({ customerId, subscriptionId }) => {
    if (subscriptionId === null) {
      const account = await streams.state(accountOf(customerId));
      return account ? outcomeOf(decideMoveAgreement(account, migration, clock())) : left("customer-unknown");
    }
    const state = await streams.state(postpaidOf(customerId));
    if (!state) return left("customer-unknown");
    const now = { policy: policies.of(state.profile.segment), at: clock() };
    const decided = decideMigrateSubscription(state, { subscriptionId, migration }, now);
    return decided.ok ? { moved: true, subscription: decided.value } : left(decided.error.kind);
  };

/** Moves each once for the migration, however often it is run. */
export const movedOnce =
  (ports: Ports, migration: PlanMigration): MoveOne =>
  async ({ customerId, subscriptionId }) => {
    const { streams, clock } = ports;
    const change = { customerId, key: keyOfMove({ customerId, subscriptionId }, migration.migrationKey) };
    if (subscriptionId === null) {
      const result = await changeAccount<MoveAgreementRefusal | { readonly kind: "customer-unknown" }>(streams, {
        ...change,
        fresh: true,
        decide: (account) =>
          account
            ? decideMoveAgreement(account, migration, clock())
            : { ok: false, error: { kind: "customer-unknown" } },
      });
      return outcomeOf(result);
    }
    let subscription: MovedSubscription | undefined;
    const result = await changePostpaid<MigrateRefusal>(ports, {
      ...change,
      fresh: true,
      decide(state: Postpaid, now: Now) {
        const decided = decideMigrateSubscription(state, { subscriptionId, migration }, now);
        subscription = decided.ok ? decided.value : undefined;
        return decided;
      },
    });
    return outcomeOf(result, subscription);
  };

export const keyOfMove = ({ customerId, subscriptionId }: Subscriber, migrationKey: string): string =>
  `plan-migrated:${customerId}:${subscriptionId}:${migrationKey}`;

function outcomeOf(
  result: Result<unknown, { readonly kind: WhyLeft | "command-repeated" | "not-billed" }>,
  subscription?: MovedSubscription,
): Outcome {
  if (result.ok) return { moved: true, ...(subscription && { subscription }) };
  const { kind } = result.error;
  // It was moved by this migration before, and is on the old plan again because somebody wanted it so: once is once.
  if (kind === "command-repeated") return left("moved-before");
  return left(kind === "not-billed" ? "customer-unknown" : kind);
}
const left = (why: WhyLeft) => ({ moved: false, why }) as const;

const atOnce = 200;

/** All subscribers of the plan, one page after the other. */
export async function eachSubscriber(options: {
  readonly ports: Ports;
  readonly subscribers: SubscribersOf;
  readonly migration: PlanMigration;
  readonly move: MoveOne;
  readonly tally: MigrationTally;
  /** Told of each customer that failed. What it or `each` throws ends the run. */
  readonly failed: (customerId: string, error: unknown) => void;
  readonly pageDone: () => void;
  readonly each: (outcome: MigrationOutcome) => void;
}): Promise<void> {
  const { ports, subscribers, migration, move, tally, failed, pageDone, each } = options;
  const { fromPlanId: planId, fromVersion: version, to } = migration;
  await inFlight<Subscriber>({
    atOnce,
    async pages(after) {
      const page = { planId, after, limit: atOnce };
      const found = await (to.kind === "postpaid"
        ? subscribers.subscriptions({ ...page, version })
        : subscribers.agreements(page));
      const customerIds = [...new Set(found.map(({ customerId }) => customerId))];
      await (to.kind === "postpaid"
        ? ports.streams.preload(customerIds.map(postpaidOf))
        : ports.streams.preload(customerIds.map(accountOf)));
      return found;
    },
    async work(subscriber) {
      let outcome: Outcome;
      try {
        outcome = await move(subscriber);
      } catch (error) {
        tally.failed();
        return failed(subscriber.customerId, error);
      }
      if (!outcome.moved) {
        // Of another version, or moved by somebody else since the page was read: not one of those who are asked about.
        if (outcome.why === "not-on-plan") return;
        tally.left(outcome.why);
        return each({ ...subscriber, ...outcome });
      }
      const { subscription } = outcome;
      tally.moved(subscription && changeOf(subscription));
      each({ ...subscriber, moved: true, from: subscription?.from ?? null });
    },
    pageDone,
  });
}

const changeOf = ({ state, changeCents, cycleMonths }: MovedSubscription) => ({
  currency: state.profile.currency,
  cents: changeCents,
  months: cycleMonths,
});
