import { isDeepStrictEqual } from "node:util";
import { ok, type Result, refuse } from "@beacom/result";
import type { LocalDate } from "@beacom/time";
import type { Catalogue, CatalogueEvent } from "#domain/catalogue";
import type { Plan } from "#domain/plan";

/** That the subscribers of a plan move to another one, and on what terms: all of them to the same version, whenever it is their turn. */
export type PlanMigration = {
  readonly migrationKey: string;
  readonly fromPlanId: string;
  /** Null: of whatever version. */
  readonly fromVersion: number | null;
  readonly to: Plan;
  /** Each subscriber's next cycle that the law lets it be, or a day. */
  readonly when: "next-cycle" | LocalDate;
  readonly by: string;
};
export type OrderMigration = Omit<PlanMigration, "migrationKey" | "to"> & { readonly toPlanId: string };
export type OrderMigrationRefusal = {
  readonly kind:
    | "plan-unknown"
    | "plan-not-offered"
    | "same-plan"
    | "plan-kind-differs"
    | "bundles-keep-their-terms"
    | "day-passed"
    | "idempotency-key-reused";
};

/** What would be ordered: where it leads to, and whether it may be at all. */
export function decideOrderMigration(
  catalogue: Catalogue,
  { toPlanId, migrationKey, ...order }: OrderMigration & { readonly migrationKey: string },
  { today, at }: { readonly today: LocalDate; readonly at: Date },
): Result<{ readonly events: readonly CatalogueEvent[]; readonly migration: PlanMigration }, OrderMigrationRefusal> {
  const before = catalogue.migrations.get(migrationKey)?.migration;
  if (before) {
    const same = isDeepStrictEqual({ ...order, migrationKey, to: before.to }, before) && before.to.planId === toPlanId;
    return same ? ok({ events: [], migration: before }) : refuse({ kind: "idempotency-key-reused" });
  }
  const from = catalogue.plans.get(order.fromPlanId)?.plan;
  const to = catalogue.plans.get(toPlanId);
  if (!from) return refuse({ kind: "plan-unknown" });
  if (!to || to.withdrawn) return refuse({ kind: "plan-not-offered" });
  if (from.kind !== to.plan.kind) return refuse({ kind: "plan-kind-differs" });
  if (from.kind === "prepaid") return refuse({ kind: "bundles-keep-their-terms" });
  const isOtherPlan = order.fromPlanId !== toPlanId;
  if (!isOtherPlan && (order.fromVersion === null || order.fromVersion === to.plan.version))
    return refuse({ kind: "same-plan" });
  if (order.when !== "next-cycle" && order.when < today) return refuse({ kind: "day-passed" });
  const migration: PlanMigration = { ...order, migrationKey, to: to.plan };
  return ok({ events: [{ type: "MigrationOrdered", migration, at }], migration });
}

/** Everybody who could be moved was. */
export function migrationEnded({ migrations }: Catalogue, migrationKey: string, at: Date): readonly CatalogueEvent[] {
  const known = migrations.get(migrationKey);
  return known && !known.isOver ? [{ type: "MigrationEnded", migrationKey, at }] : [];
}

export const unfinishedMigrations = ({ migrations }: Catalogue): readonly PlanMigration[] =>
  [...migrations.values()].flatMap(({ migration, isOver }) => (isOver ? [] : [migration]));
