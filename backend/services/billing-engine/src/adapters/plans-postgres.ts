import type { Sql } from "@beacom/postgres";
import { planShape } from "#adapters/stored-plan";
import type { PlansOnOffer } from "#application/catalogue";

/** Read from the projection and not from memory: another process may have published since. */
export const plansIn = (sql: Sql): PlansOnOffer => ({
  async find(planId) {
    // PostgreSQL's text cannot hold it, so no plan is called so.
    if (planId.includes("\0")) return undefined;
    const rows = await sql<PlanRow[]>`select terms from plans where plan_id = ${planId} and ended_at is null`;
    return rows[0] && planOf(rows[0]);
  },
  async all() {
    const rows = await sql<PlanRow[]>`
      select terms from plans where ended_at is null order by price_cents, name, plan_id`;
    return rows.map(planOf);
  },
});

type PlanRow = { readonly terms: string };

const planOf = ({ terms }: PlanRow) => planShape.read(JSON.parse(terms));
