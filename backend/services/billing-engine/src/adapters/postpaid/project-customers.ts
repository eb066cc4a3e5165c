import type { Tx } from "@beacom/postgres";
import { type CustomerRow, customerRowAfter } from "#adapters/postpaid/customer-row";
import { asJson } from "#adapters/projections/rows";
import type { Fact } from "#adapters/stored-kind";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";

export async function projectCustomers(tx: Tx, facts: readonly Fact<PostpaidEvent>[]): Promise<void> {
  const rows = await rowsOf(tx, [...new Set(facts.map(({ id }) => id))]);
  for (const { id, event } of facts) rows.set(id, customerRowAfter(rows.get(id), event));
  await writeCustomers(tx, [...rows.values()]);
}

async function rowsOf(tx: Tx, ids: readonly string[]): Promise<Map<string, CustomerRow>> {
  const rows = await tx<CustomerRow[]>`
    select customer_id, currency, zone, segment, details_id, commitment, period_from::text, period_to::text,
      next_close_on::text, next_dunning_on::text, dunning_held, restriction, receivable_cents, credit_cents,
      deferred_cents, earned_before::text
    from postpaid_customers where customer_id = any(${[...ids]}::text[])`;
  return new Map(rows.map((row) => [row.customer_id, row]));
}

async function writeCustomers(tx: Tx, rows: readonly CustomerRow[]): Promise<void> {
  await tx`
    insert into postpaid_customers (customer_id, currency, zone, segment, details_id, commitment, period_from, period_to,
      next_close_on, next_dunning_on, dunning_held, restriction, receivable_cents, credit_cents, deferred_cents,
      earned_before)
    select * from json_to_recordset(${asJson(rows)}::text::json) as row (customer_id text, currency text, zone text,
      segment text, details_id text, commitment text, period_from date, period_to date, next_close_on date,
      next_dunning_on date, dunning_held boolean, restriction text, receivable_cents bigint, credit_cents bigint,
      deferred_cents bigint, earned_before date)
    on conflict (customer_id) do update set segment = excluded.segment, details_id = excluded.details_id,
      commitment = excluded.commitment, period_from = excluded.period_from, period_to = excluded.period_to,
      next_close_on = excluded.next_close_on, next_dunning_on = excluded.next_dunning_on,
      dunning_held = excluded.dunning_held, restriction = excluded.restriction,
      receivable_cents = excluded.receivable_cents, credit_cents = excluded.credit_cents,
      deferred_cents = excluded.deferred_cents, earned_before = excluded.earned_before`;
}
