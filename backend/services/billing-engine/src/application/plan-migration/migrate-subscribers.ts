import { ok, type Result, refuse } from "@beacom/result";
import { type LocalDate, localDate } from "@beacom/time";
import { catalogue } from "#application/catalogue";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import {
  type MigrationOutcome,
  type MigrationReport,
  migrationTally,
} from "#application/plan-migration/migration-report";
import {
  eachSubscriber,
  lookedAt,
  type MoveOne,
  movedOnce,
  type SubscribersOf,
} from "#application/plan-migration/move-subscribers";
import type { PostpaidPorts } from "#application/postpaid/change-postpaid";
import { emptyCatalogue } from "#domain/catalogue";
import {
  decideOrderMigration,
  migrationEnded,
  type OrderMigration,
  type OrderMigrationRefusal,
  type PlanMigration,
  unfinishedMigrations,
} from "#domain/plan-migration";

export type MigrationRefusal = OrderMigrationRefusal | KeyRefusal;
/** `progress` is told after each page, `each` of everybody: who is left has to be told or asked by somebody. */
export type MigrationWatch = {
  readonly progress?: (report: MigrationReport) => void;
  readonly each?: (outcome: MigrationOutcome) => void;
};
export type MigrateSubscribers = {
  /** What a run would do now, without doing it. */
  readonly preview: (
    order: OrderMigration,
    watch?: MigrationWatch,
  ) => Promise<Result<MigrationReport, MigrationRefusal>>;
  /** Orders it, once for the key. It is carried out by `resume`. */
  readonly order: (
    order: OrderMigration & { readonly idempotencyKey: string },
  ) => Promise<Result<PlanMigration, MigrationRefusal>>;
  /** Moves everybody once for the key, however often it is run: what was broken off goes on. */
  readonly run: (
    order: OrderMigration & { readonly idempotencyKey: string },
    watch?: MigrationWatch,
  ) => Promise<Result<MigrationReport, MigrationRefusal>>;
  /** All that were ordered, in the order in which they were. */
  readonly known: () => Promise<readonly { readonly migration: PlanMigration; readonly isOver: boolean }[]>;
  /** Goes on with what was broken off, failed, or waits for its day. Says with how many migrations. */
  readonly resume: (watch?: MigrationWatch) => Promise<number>;
};

type Ports = {
  readonly postpaid: Omit<PostpaidPorts, "done">;
  readonly subscribers: SubscribersOf;
  /** Where an operator's days begin. */
  readonly zone: string;
  readonly failed: (customerId: string, error: unknown) => void;
};

export function migrateSubscribersWith({ postpaid, subscribers, zone, failed }: Ports): MigrateSubscribers {
  const { streams, clock } = postpaid;
  const read = { catalogue };
  const running = new Set<string>();
  const now = () => {
    const at = clock();
    return { at, today: localDate(at, zone) };
  };

  async function ordered({
    idempotencyKey,
    ...order
  }: OrderMigration & { readonly idempotencyKey: string }): Promise<Result<PlanMigration, MigrationRefusal>> {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const migrationKey = key.value;
    const change = await streams.change<typeof read, OrderMigrationRefusal>({
      key: `plan-migration:${migrationKey}`,
      read,
      fresh: true,
      decide(states) {
        const decided = decideOrderMigration(states.catalogue ?? emptyCatalogue, { ...order, migrationKey }, now());
        return decided.ok ? ok({ events: { catalogue: decided.value.events } }) : decided;
      },
    });
    if (!change.ok && change.error.kind !== "command-repeated") return refuse(change.error);
    const known = change.ok ? change.value.states.catalogue : await streams.state(catalogue);
    const migration = known?.migrations.get(migrationKey)?.migration;
    if (!migration) throw new Error(`the migration ${migrationKey} was ordered and cannot be found`);
    return ok(migration);
  }

  async function goneThrough(migration: PlanMigration, move: MoveOne, watch: MigrationWatch): Promise<MigrationReport> {
    const tally = migrationTally();
    const { progress = () => undefined, each = () => undefined } = watch;
    const pageDone = () => progress(tally.report());
    await eachSubscriber({ ports: postpaid, subscribers, migration, move, tally, failed, pageDone, each });
    return tally.report();
  }

  async function carriedOut(migration: PlanMigration, watch: MigrationWatch): Promise<MigrationReport> {
    const { migrationKey } = migration;
    running.add(migrationKey);
    try {
      const report = await goneThrough(migration, movedOnce(postpaid, migration), watch);
      if (report.failed > 0 || report.left.has("day-not-reached")) return report;
      await streams.change<typeof read, never>({
        key: `plan-migration-ended:${migrationKey}`,
        read,
        fresh: true,
        decide: (states) =>
          ok({ events: { catalogue: migrationEnded(states.catalogue ?? emptyCatalogue, migrationKey, clock()) } }),
      });
      return report;
    } finally {
      running.delete(migrationKey);
    }
  }

  return {
    async preview(order, watch = {}) {
      const known = (await streams.state(catalogue)) ?? emptyCatalogue;
      const decided = decideOrderMigration({ ...known, migrations: new Map() }, { ...order, migrationKey: "" }, now());
      if (!decided.ok) return decided;
      const { migration } = decided.value;
      return ok(await goneThrough(migration, lookedAt(postpaid, migration), watch));
    },
    order: ordered,
    async run(order, watch = {}) {
      const migration = await ordered(order);
      return migration.ok ? ok(await carriedOut(migration.value, watch)) : migration;
    },
    known: async () => [...((await streams.state(catalogue)) ?? emptyCatalogue).migrations.values()],
    async resume(watch = {}) {
      const known = (await streams.state(catalogue)) ?? emptyCatalogue;
      const { today } = now();
      const waiting = unfinishedMigrations(known).filter(
        (migration) => !running.has(migration.migrationKey) && isTime(migration, today),
      );
      for (const migration of waiting) await carriedOut(migration, watch);
      return waiting.length;
    },
  };
}

/** A subscription is told its day beforehand; an agreement has no future, and moves on the day itself. */
const isTime = ({ to, when }: PlanMigration, today: LocalDate): boolean =>
  to.kind === "postpaid" || when === "next-cycle" || when <= today;
