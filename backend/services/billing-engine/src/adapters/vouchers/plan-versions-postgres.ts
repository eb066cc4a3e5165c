import type { Sql } from "@beacom/postgres";
import { planShape } from "#adapters/stored-plan";
import type { PlanVersions } from "#application/vouchers/plan-versions";

export const planVersionsIn = (sql: Sql): PlanVersions => ({
  async find(planId, version) {
    const [row] = await sql<{ terms: string }[]>`
      select terms from plans where plan_id = ${planId} and version = ${version}`;
    return row && planShape.read(JSON.parse(row.terms));
  },
});
