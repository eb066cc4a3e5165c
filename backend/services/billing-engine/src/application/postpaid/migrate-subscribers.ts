import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import type { PlansOnOffer } from "#application/catalogue";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import { changePostpaid, type PostpaidPorts } from "#application/postpaid/change-postpaid";
import { inFlight } from "#application/postpaid/in-flight";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import { priceIn } from "#domain/plan";
import { decideMigrateSubscription, type MigrateRefusal, type PlanMove } from "#domain/postpaid/migrate-subscription";
import type { Postpaid } from "#domain/postpaid/postpaid";

export type Subscriber = {
  readonly customerId: string;
  readonly subscriptionId: string;
  readonly planVersion: number;
  readonly priceCents: bigint;
  readonly quantity: number;
};
/** Who subscribes to a plan and has not cancelled, in pages by customer. */
export type SubscribersOf = (page: {
  readonly planId: string;
  readonly after: Subscriber | undefined;
  readonly limit: number;
}) => Promise<readonly Subscriber[]>;

export type MigrationReport = {
  readonly looked: number;
  readonly moved: number;
  /** What all that moved pay more each cycle, or less if negative. */
  readonly changeCents: bigint;
  /** Who was not moved, by why. Those whose notice would be too short move when the migration is run again in their next cycle. */
  readonly left: ReadonlyMap<MigrateRefusal["kind"], number>;
  readonly failed: number;
};
export type Migration = {
  readonly fromPlanId: string;
  /** Null: of whatever version. */
  readonly fromVersion: number | null;
  readonly toPlanId: string;
  readonly noticeDays: number;
};
type MigrationRefusal = { readonly kind: "plan-not-offered" | "same-plan" } | KeyRefusal;

export type MigrateSubscribers = {
  /** What a run would do now, without doing it. */
  preview(migration: Migration): Promise<Result<MigrationReport, MigrationRefusal>>;
  /**
   * Moves each subscription once for the key, however often it is run: what was broken off goes on. `progress` is told after each page.
   */
  run(
    migration: Migration & { readonly idempotencyKey: string },
    progress?: (report: MigrationReport) => void,
  ): Promise<Result<MigrationReport, MigrationRefusal>>;
};

const atOnce = 500;

export function migrateSubscribersWith(ports: {
  readonly postpaid: Omit<PostpaidPorts, "done">;
  readonly plans: PlansOnOffer;
  readonly subscribers: SubscribersOf;
  readonly currency: Currency;
  readonly failed: (customerId: string, error: unknown) => void;
}): MigrateSubscribers {
  const { postpaid, plans, subscribers, currency } = ports;
  const { streams, policies, clock } = postpaid;

  async function moveOf({
    fromPlanId,
    fromVersion,
    toPlanId,
    noticeDays,
  }: Migration): Promise<Result<PlanMove, MigrationRefusal>> {
    const plan = await plans.find(toPlanId);
    const priceCents = plan?.kind === "postpaid" ? priceIn(plan, currency) : undefined;
    if (!plan || priceCents === undefined) return refuse({ kind: "plan-not-offered" });
    if (fromPlanId === toPlanId && (fromVersion === null || fromVersion === plan.version))
      return refuse({ kind: "same-plan" });
    const to = { planId: plan.planId, planVersion: plan.version, name: plan.name, priceCents, vat: plan.tax };
    return ok({ fromPlanId, fromVersion, to, noticeDays });
  }

  async function each(
    move: PlanMove,
    work: (subscriber: Subscriber) => Promise<MigrateRefusal["kind"] | "moved">,
    progress: (report: MigrationReport) => void = () => undefined,
  ): Promise<MigrationReport> {
    const left = new Map<MigrateRefusal["kind"], number>();
    const report = { looked: 0, moved: 0, changeCents: 0n, left, failed: 0 };
    await inFlight<Subscriber>({
      atOnce,
      async pages(after) {
        const page = await subscribers({ planId: move.fromPlanId, after, limit: atOnce });
        await streams.preload([...new Set(page.map(({ customerId }) => customerId))].map(postpaidOf));
        return page;
      },
      async work(subscriber) {
        if (move.fromVersion !== null && subscriber.planVersion !== move.fromVersion) return;
        report.looked += 1;
        try {
          const outcome = await work(subscriber);
          if (outcome === "moved") {
            report.moved += 1;
            report.changeCents += (move.to.priceCents - subscriber.priceCents) * BigInt(subscriber.quantity);
          } else left.set(outcome, (left.get(outcome) ?? 0) + 1);
        } catch (error) {
          report.failed += 1;
          ports.failed(subscriber.customerId, error);
        }
      },
      pageDone: () => progress({ ...report, left: new Map(left) }),
    });
    return report;
  }

  return {
    async preview(migration) {
      const move = await moveOf(migration);
      if (!move.ok) return move;
      const report = await each(move.value, async ({ customerId, subscriptionId }) => {
        const state = await streams.state(postpaidOf(customerId));
        if (!state) return "subscription-unknown";
        const now = { policy: policies.of(state.profile.segment), at: clock() };
        const decided = decideMigrateSubscription(state, { subscriptionId, move: move.value }, now);
        return decided.ok ? "moved" : decided.error.kind;
      });
      return ok(report);
    },
    async run({ idempotencyKey, ...migration }, progress) {
      const key = checkKey(idempotencyKey);
      if (!key.ok) return key;
      const move = await moveOf(migration);
      if (!move.ok) return move;
      const report = await each(
        move.value,
        async ({ customerId, subscriptionId }) => {
          const result = await changePostpaid<MigrateRefusal>(postpaid, {
            customerId,
            key: `plan-migration:${key.value}:${customerId}:${subscriptionId}`,
            fresh: true,
            decide: (state: Postpaid, now) =>
              decideMigrateSubscription(state, { subscriptionId, move: move.value }, now),
          });
          if (result.ok) return "moved";
          const { kind } = result.error;
          // It was moved by this migration before, and somebody moved it back: once is once.
          if (kind === "command-repeated") return "not-on-plan";
          return kind === "not-billed" ? "subscription-unknown" : kind;
        },
        progress,
      );
      return ok(report);
    },
  };
}
