import type { Sql } from "@beacom/postgres";
import type { Subscriber, SubscribersOf } from "#application/postpaid/migrate-subscribers";

export const subscribersIn =
  (sql: Sql): SubscribersOf =>
  ({ planId, after, limit }) =>
    sql<Subscriber[]>`
      select customer_id as "customerId", subscription_id as "subscriptionId", plan_version as "planVersion",
        price_cents as "priceCents", quantity
      from postpaid_subscriptions
      where plan_id = ${planId} and ends_on is null
        and (customer_id, subscription_id) > (${after?.customerId ?? ""}, ${after?.subscriptionId ?? ""})
      order by customer_id, subscription_id limit ${limit}`;
