import type { Sql } from "@beacom/postgres";
import type { FindAccounts } from "#application/many-customers/found-accounts";

export const foundAccountsIn =
  (sql: Sql): FindAccounts =>
  async ({ planId, level, isRestricted, atLeastCents, atMostCents }, { after, limit }) => {
    const rows = await sql<{ customer_id: string }[]>`
      select customer_id from accounts
      where customer_id > ${after}
        ${planId === null ? sql`` : sql`and (${onPlan(sql, planId)})`}
        ${level === null ? sql`` : sql`and service_level = ${level}`}
        ${isRestricted === null ? sql`` : sql`and (coalesce(restricted_by_staff, restricted_by_dunning) is not null) = ${isRestricted}`}
        ${atLeastCents === null ? sql`` : sql`and posted_cents - held_cents >= ${atLeastCents}`}
        ${atMostCents === null ? sql`` : sql`and posted_cents - held_cents <= ${atMostCents}`}
      order by customer_id limit ${limit}`;
    return rows.map((row) => row.customer_id);
  };

const onPlan = (sql: Sql, planId: string) => sql`
  tariff_plan_id = ${planId}
  or exists (select from bundles
    where bundles.customer_id = accounts.customer_id and plan_id = ${planId} and state = 'active')
  or exists (select from postpaid_subscriptions
    where postpaid_subscriptions.customer_id = accounts.customer_id and plan_id = ${planId} and ends_on is null)`;
