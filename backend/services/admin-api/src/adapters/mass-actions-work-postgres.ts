import { isUniqueViolation, type Sql, type Tx } from "@beacom/postgres";
import { actsIn } from "#adapters/acts-audited";
import { actionOf, type ActionRow, actOf, filterOf } from "#adapters/mass-actions-stored";
import type { ClaimedCustomer, MassWork, Settled } from "#application/mass-actions-ports";

export const massWorkIn = (sql: Sql): MassWork => ({
  async actions() {
    const rows = await sql<(ActionRow & { act: unknown })[]>`
      select * from mass_actions where state in ('preparing', 'running') order by action_id`;
    return rows.map((row) => ({ action: actionOf(row), act: row.act === null ? undefined : actOf(row.act) }));
  },
  async lapsed(at) {
    const rows = await sql<{ action_id: string }[]>`
      select action_id from mass_actions
      where state in ('ready', 'awaiting-approval') and (phase ->> 'expiresAt')::timestamptz <= ${at}`;
    return rows.map((row) => row.action_id);
  },
  async toList(actionId) {
    const [row] = await sql<{ filter: unknown; listed_after: string }[]>`
      select filter, listed_after from mass_actions where action_id = ${actionId} and not is_listed`;
    return row && { filter: filterOf(row.filter), after: row.listed_after };
  },
  async filterOf(actionId) {
    const [row] = await sql<{ filter: unknown }[]>`
      select filter from mass_actions where action_id = ${actionId} and filter is not null`;
    return row && filterOf(row.filter);
  },
  async list(actionId, { after, customerIds, isLast }) {
    await sql.begin(async (tx) => {
      const [here] = await tx`
        select 1 from mass_actions
        where action_id = ${actionId} and not is_listed and listed_after = ${after} for update`;
      if (!here) return;
      await tx`
        insert into mass_action_customers (action_id, ordinal, given, given_as, customer_id, state)
        select ${actionId}, last.ordinal + listed.n, listed.id, 'customer', listed.id, 'looking'
        from jsonb_array_elements_text(${tx.json([...customerIds])}) with ordinality as listed(id, n),
          (select coalesce(max(ordinal), 0) as ordinal from mass_action_customers where action_id = ${actionId}) as last
        on conflict do nothing`;
      await tx`
        update mass_actions set listed_after = ${customerIds.at(-1) ?? after}, is_listed = ${isLast}
        where action_id = ${actionId}`;
    });
  },
  async claim({ actionId, state }, { by, at, until, limit }) {
    const during = state === "looking" ? "preparing" : "running";
    const rows = await sql<ClaimedCustomer[]>`
      with action as (
        select action_id from mass_actions where action_id = ${actionId} and state = ${during} for share
      ), due as (
        select customer.ordinal from mass_action_customers customer join action using (action_id)
        where customer.state = ${state} and coalesce(claimed_until <= ${at}, true) and coalesce(not_before <= ${at}, true)
        order by customer.ordinal limit ${limit} for update of customer skip locked
      )
      update mass_action_customers customer
      set claim = ${by}, claimed_until = ${until}, attempts = attempts + 1
      from due where customer.action_id = ${actionId} and customer.ordinal = due.ordinal
      returning customer.action_id as "actionId", customer.ordinal, given, given_as as as, customer_id as "customerId",
        cost_cents as "costCents", attempts, claim`;
    return rows;
  },
  async settle(customer, settled, told) {
    return sql.begin(async (tx) => {
      const isStill = await settledBy(tx, customer, settled);
      if (isStill && told) await told(actsIn(tx));
      return isStill;
    });
  },
  async tally(actionId) {
    const [row] = await sql<
      { open: number; customers: number; leftOut: number; costCents: bigint; stakeCents: bigint }[]
    >`
      select count(*) filter (where state = 'looking')::int as open,
        count(*) filter (where state = 'waiting')::int as customers,
        count(*) filter (where state = 'left-out')::int as "leftOut",
        coalesce(sum(cost_cents) filter (where state = 'waiting'), 0)::bigint as "costCents",
        coalesce(sum(abs(cost_cents)) filter (where state = 'waiting'), 0)::bigint as "stakeCents"
      from mass_action_customers where action_id = ${actionId}`;
    if (!row || row.open > 0) return undefined;
    const { open: _, ...tally } = row;
    return tally;
  },
  async isDone(actionId) {
    const rows = await sql`
      select 1 from mass_action_customers where action_id = ${actionId} and state = 'waiting' limit 1`;
    return rows.length === 0;
  },
});

async function settledBy(tx: Tx, customer: ClaimedCustomer, settled: Settled): Promise<boolean> {
  const { actionId, ordinal, claim } = customer;
  const mine = tx`action_id = ${actionId} and ordinal = ${ordinal} and claim = ${claim} and state in ('looking', 'waiting')`;
  if (settled.as === "not-chosen") return (await tx`delete from mass_action_customers where ${mine}`).count === 1;
  if (settled.as === "again") {
    const { notBefore, why } = settled;
    const put = await tx`
      update mass_action_customers set claim = null, claimed_until = null, not_before = ${notBefore}, why = ${why}
      where ${mine}`;
    return put.count === 1;
  }
  const { as: state, why, customerId, costCents, doneAt } = settled;
  // The attempts at looking are not those at doing.
  const put = (known: string | null, become: string, because: string) => (within: Tx) =>
    within`
    update mass_action_customers
    set state = ${become}, why = ${because}, customer_id = ${known}, cost_cents = ${become === state ? costCents : 0n},
      done_at = ${doneAt}, claim = null, claimed_until = null, not_before = null, attempts = 0
    where ${mine}`;
  try {
    return (await tx.savepoint(put(customerId, state, why))).count === 1;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return (await put(null, "left-out", "named-twice")(tx)).count === 1;
  }
}
