import type { Tx } from "@beacom/postgres";
import type { CatalogueEvent } from "#domain/catalogue";

/** Plans change a few times a year: one event after the other. */
export async function projectPlans(tx: Tx, events: readonly CatalogueEvent[]): Promise<void> {
  for (const event of events) {
    const planId = event.type === "PlanPublished" ? event.plan.planId : event.planId;
    await tx`update plans set ended_at = ${event.at} where plan_id = ${planId} and ended_at is null`;
    if (event.type !== "PlanPublished") continue;
    const { plan } = event;
    const throttled = plan.afterExhaustion.policy === "throttle" ? plan.afterExhaustion.rate : null;
    await tx`
      insert into plans (plan_id, version, name, price_cents, currency, octets, validity_seconds, rate_down_bits,
        rate_up_bits, after_exhaustion, throttled_down_bits, throttled_up_bits, publication_key, published_at)
      values (${planId}, ${plan.version}, ${plan.name}, ${plan.priceCents}, ${plan.currency}, ${plan.octets},
        ${plan.validitySeconds}, ${plan.rate.downBitsPerSecond}, ${plan.rate.upBitsPerSecond},
        ${plan.afterExhaustion.policy}, ${throttled?.downBitsPerSecond ?? null}, ${throttled?.upBitsPerSecond ?? null},
        ${event.publicationKey}, ${event.at})`;
  }
}
