import { type Currency, isCurrency } from "@beacom/money";
import type { Sql } from "@beacom/postgres";
import { afterExhaustionOf } from "#adapters/stored-plan";
import type { PlansOnOffer } from "#application/catalogue";
import type { Plan } from "#domain/plan";

/** Read from the projection and not from memory: another process may have published since. */
export const plansIn = (sql: Sql): PlansOnOffer => ({
  async find(planId) {
    // PostgreSQL's text cannot hold it, so no plan is called so.
    if (planId.includes("\0")) return undefined;
    const rows = await sql<PlanRow[]>`select * from plans where plan_id = ${planId} and ended_at is null`;
    return rows[0] && planOf(rows[0]);
  },
  async all() {
    const rows = await sql<PlanRow[]>`select * from plans where ended_at is null order by price_cents, name, plan_id`;
    return rows.map(planOf);
  },
});

type PlanRow = {
  plan_id: string;
  version: number;
  name: string;
  price_cents: bigint;
  currency: string;
  octets: bigint;
  validity_seconds: bigint;
  rate_down_bits: bigint;
  rate_up_bits: bigint;
  after_exhaustion: string;
  throttled_down_bits: bigint | null;
  throttled_up_bits: bigint | null;
};

const planOf = (row: PlanRow): Plan => ({
  planId: row.plan_id,
  version: row.version,
  name: row.name,
  priceCents: row.price_cents,
  currency: currencyOf(row.currency),
  octets: row.octets,
  validitySeconds: row.validity_seconds,
  rate: { downBitsPerSecond: row.rate_down_bits, upBitsPerSecond: row.rate_up_bits },
  afterExhaustion: afterExhaustionOf({
    policy: row.after_exhaustion,
    rate: rateOf(row.throttled_down_bits, row.throttled_up_bits),
  }),
});

const rateOf = (down: bigint | null, up: bigint | null) =>
  down === null || up === null ? null : { downBitsPerSecond: down, upBitsPerSecond: up };

function currencyOf(code: string): Currency {
  if (isCurrency(code)) return code;
  throw new Error(`${code} is not a currency of ours`);
}
