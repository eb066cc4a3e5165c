import { isDeepStrictEqual } from "node:util";
import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import type { PlanMigration } from "#domain/plan-migration";
import { checkTerms, type Plan, type PlanTerms, type TermsRefusal } from "#domain/plan";

export type CatalogueEvent =
  | { readonly type: "PlanPublished"; readonly plan: Plan; readonly publicationKey: string; readonly at: Date }
  | { readonly type: "PlanWithdrawn"; readonly planId: string; readonly at: Date }
  | { readonly type: "MigrationOrdered"; readonly migration: PlanMigration; readonly at: Date }
  | { readonly type: "MigrationEnded"; readonly migrationKey: string; readonly at: Date };

/** The plans on offer. A plan changes by publishing its next version; a withdrawn one can no longer be bought. */
export type Catalogue = {
  readonly plans: ReadonlyMap<string, { readonly plan: Plan; readonly withdrawn: boolean }>;
  readonly published: ReadonlyMap<string, Plan>;
  readonly migrations: ReadonlyMap<string, { readonly migration: PlanMigration; readonly isOver: boolean }>;
};

export const emptyCatalogue: Catalogue = { plans: new Map(), published: new Map(), migrations: new Map() };

export function catalogueAfter(catalogue: Catalogue, events: readonly CatalogueEvent[]): Catalogue {
  const plans = new Map(catalogue.plans);
  const published = new Map(catalogue.published);
  const migrations = new Map(catalogue.migrations);
  for (const event of events) {
    switch (event.type) {
      case "PlanPublished":
        plans.set(event.plan.planId, { plan: event.plan, withdrawn: false });
        published.set(event.publicationKey, event.plan);
        break;
      case "PlanWithdrawn": {
        const known = plans.get(event.planId);
        if (known) plans.set(event.planId, { ...known, withdrawn: true });
        break;
      }
      case "MigrationOrdered":
        migrations.set(event.migration.migrationKey, { migration: event.migration, isOver: false });
        break;
      case "MigrationEnded": {
        const known = migrations.get(event.migrationKey);
        if (known) migrations.set(event.migrationKey, { ...known, isOver: true });
        break;
      }
      default:
        event satisfies never;
    }
  }
  return { plans, published, migrations };
}

export type PublishPlan = {
  readonly terms: PlanTerms;
  /** The plan's next version if it is known already, else its first. */
  readonly planId: string;
  readonly isNew: boolean;
  readonly publicationKey: string;
  readonly currency: Currency;
  readonly zone: string;
  readonly at: Date;
};
export type PublishRefusal = TermsRefusal | { readonly kind: "plan-unknown" | "idempotency-key-reused" };

export function decidePublishPlan(
  catalogue: Catalogue,
  command: PublishPlan,
): Result<readonly CatalogueEvent[], PublishRefusal> {
  const before = catalogue.published.get(command.publicationKey);
  if (before) return isSamePublication(before, command) ? ok([]) : refuse({ kind: "idempotency-key-reused" });
  const known = catalogue.plans.get(command.planId);
  if (!known && !command.isNew) return refuse({ kind: "plan-unknown" });
  const terms = checkTerms(command.terms, command.currency);
  if (!terms.ok) return terms;
  const plan: Plan = {
    ...terms.value,
    planId: command.planId,
    version: (known?.plan.version ?? 0) + 1,
    zone: command.zone,
  };
  return ok([{ type: "PlanPublished", plan, publicationKey: command.publicationKey, at: command.at }]);
}

/** The same key for other terms would answer with the old ones, as if the new ones were on offer. */
function isSamePublication({ planId, version, ...published }: Plan, command: PublishPlan): boolean {
  const samePlan = command.isNew ? version === 1 : planId === command.planId;
  const terms = checkTerms(command.terms, command.currency);
  return samePlan && terms.ok && isDeepStrictEqual({ ...terms.value, zone: published.zone }, published);
}

export function decideWithdrawPlan(
  catalogue: Catalogue,
  command: { readonly planId: string; readonly at: Date },
): Result<readonly CatalogueEvent[], { readonly kind: "plan-unknown" }> {
  const known = catalogue.plans.get(command.planId);
  if (!known) return refuse({ kind: "plan-unknown" });
  return ok(known.withdrawn ? [] : [{ type: "PlanWithdrawn", planId: command.planId, at: command.at }]);
}
