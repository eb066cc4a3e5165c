import type { Sql } from "@beacom/postgres";
import type { DueCustomer, DueCustomers } from "#application/postpaid/workers";

type Row = { readonly customer_id: string; readonly due_on: DueCustomer["dueOn"] };
const customerOf = ({ customer_id, due_on }: Row): DueCustomer => ({ customerId: customer_id, dueOn: due_on });
const beginning: DueCustomer = { customerId: "", dueOn: "0001-01-01" };

export const dueCustomersIn = (sql: Sql): DueCustomers => ({
  async toClose({ today, after = beginning, limit }) {
    // Who orders nothing and only uses on account has no cycle to close until something was used.
    const rows = await sql<Row[]>`
      (select customer_id, next_close_on::text as due_on from postpaid_customers
      where next_close_on <= ${today} and (next_close_on, customer_id) > (${after.dueOn}, ${after.customerId})
      order by next_close_on, customer_id limit ${limit})
      union all
      (select customer_id, period_to::text from accounts join postpaid_customers using (customer_id, currency)
      where unbilled_cents > 0 and next_close_on is null and period_to <= ${today}
        and (period_to, customer_id) > (${after.dueOn}, ${after.customerId})
      order by period_to, customer_id limit ${limit})
      order by due_on, customer_id limit ${limit}`;
    return rows.map(customerOf);
  },
  async toDun({ today, after = beginning, limit }) {
    const rows = await sql<Row[]>`
      select customer_id, next_dunning_on::text as due_on from postpaid_customers
      where next_dunning_on <= ${today} and (next_dunning_on, customer_id) > (${after.dueOn}, ${after.customerId})
      order by next_dunning_on, customer_id limit ${limit}`;
    return rows.map(customerOf);
  },
  async toEarn({ today, after = beginning, limit }) {
    const rows = await sql<Row[]>`
      select customer_id, earned_before::text as due_on from postpaid_customers
      where deferred_cents > 0 and earned_before < ${today}
        and (earned_before, customer_id) > (${after.dueOn}, ${after.customerId})
      order by earned_before, customer_id limit ${limit}`;
    return rows.map(customerOf);
  },
});
