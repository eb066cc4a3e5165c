import type { Sql } from "@beacom/postgres";
import { actionOf, type ActionRow } from "#adapters/mass-actions-stored";
import type { MassViews } from "#application/mass-actions-ports";
import type { MassCustomer } from "#domain/mass-actions-report";

type CountedRow = ActionRow & {
  looking: number;
  left_out: number;
  waiting: number;
  done: number;
  refused: number;
  failed: number;
  cost_cents: bigint;
};

export const massViewsIn = (sql: Sql): MassViews => ({
  async action(actionId) {
    const [row] = await sql<CountedRow[]>`${counted(sql)} where action_id = ${actionId}`;
    return row && viewOf(row);
  },
  async page({ before, state, limit }) {
    const rows = await sql<CountedRow[]>`
      ${counted(sql)}
      where true ${before === undefined ? sql`` : sql`and action_id < ${before}`}
        ${state === undefined ? sql`` : sql`and state = ${state}`}
      order by action_id desc limit ${limit}`;
    return rows.map(viewOf);
  },
  customers: ({ actionId, after, state, limit }) => sql<MassCustomer[]>`
    select ordinal, given, customer_id as "customerId", state, why, cost_cents as "costCents", done_at as "doneAt"
    from mass_action_customers
    where action_id = ${actionId} and ordinal > ${after} ${state === undefined ? sql`` : sql`and state = ${state}`}
    order by ordinal limit ${limit}`,
});

/** Each action with how far it is; what was left out costs nothing. */
const counted = (sql: Sql) => sql`
  select mass_actions.*, looking, left_out, waiting, done, refused, failed, cost_cents
  from mass_actions cross join lateral (
    select count(*) filter (where c.state = 'looking')::int as looking,
      count(*) filter (where c.state = 'left-out')::int as left_out,
      count(*) filter (where c.state = 'waiting')::int as waiting,
      count(*) filter (where c.state = 'done')::int as done,
      count(*) filter (where c.state = 'refused')::int as refused,
      count(*) filter (where c.state = 'failed')::int as failed,
      coalesce(sum(c.cost_cents) filter (where c.state in ('waiting', 'done')), 0)::bigint as cost_cents
    from mass_action_customers c where c.action_id = mass_actions.action_id
  ) as progress`;

const viewOf = (row: CountedRow) => ({
  action: actionOf(row),
  progress: {
    counts: {
      looking: row.looking,
      "left-out": row.left_out,
      waiting: row.waiting,
      done: row.done,
      refused: row.refused,
      failed: row.failed,
    },
    costCents: row.cost_cents,
  },
});
