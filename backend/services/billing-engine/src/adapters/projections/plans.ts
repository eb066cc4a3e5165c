import type { Tx } from "@beacom/postgres";
import { planShape } from "#adapters/stored-plan";
import type { CatalogueEvent } from "#domain/catalogue";

/** Plans change a few times a year: one event after the other. */
export async function projectPlans(tx: Tx, events: readonly CatalogueEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type === "MigrationOrdered" || event.type === "MigrationEnded") continue;
    const planId = event.type === "PlanPublished" ? event.plan.planId : event.planId;
    await tx`update plans set ended_at = ${event.at} where plan_id = ${planId} and ended_at is null`;
    if (event.type !== "PlanPublished") continue;
    const { plan } = event;
    await tx`
      insert into plans (plan_id, version, name, price_cents, terms, publication_key, published_at)
      values (${planId}, ${plan.version}, ${plan.name}, ${plan.prices[0]?.priceCents ?? 0n},
        ${JSON.stringify(planShape.write(plan))}, ${event.publicationKey}, ${event.at})`;
  }
}
