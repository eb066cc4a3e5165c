import type { Sql } from "@beacom/postgres";
import type { Subscriber, SubscribersOf } from "#application/plan-migration/move-subscribers";

export const subscribersIn = (sql: Sql): SubscribersOf => ({
  async subscriptions({ planId, version, after, limit }) {
    return sql<Subscriber[]>`
      select customer_id as "customerId", subscription_id as "subscriptionId"
      from postpaid_subscriptions
      where plan_id = ${planId} and ends_on is null and (${version}::integer is null or plan_version = ${version})
        and (customer_id, subscription_id) > (${after?.customerId ?? ""}, ${after?.subscriptionId ?? ""})
      order by customer_id, subscription_id limit ${limit}`;
  },
  async agreements({ planId, after, limit }) {
    return sql<Subscriber[]>`
      select customer_id as "customerId", null as "subscriptionId" from accounts
      where tariff_plan_id = ${planId} and customer_id > ${after?.customerId ?? ""}
      order by customer_id limit ${limit}`;
  },
});
