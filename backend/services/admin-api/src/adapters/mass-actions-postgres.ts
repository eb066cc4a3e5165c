import type { Tx } from "@beacom/postgres";
import { actsIn } from "#adapters/acts-audited";
import { actionOf, type ActionRow, stored } from "#adapters/mass-actions-stored";
import type { MassRecords } from "#application/mass-actions-ports";

export const massRecordsIn = (tx: Tx): MassRecords => ({
  async prepare({ actionId, terms, reason, askedBy, askedAt, phase }, who, { key, asked }) {
    const [filter, isListed] = "filter" in who ? [tx.json(stored(who.filter)), false] : [null, true];
    const prepared = await tx`
      insert into mass_actions
        (action_id, prepare_key, terms, reason, asked_by, asked_at, phase, state, filter, is_listed, asked)
      values (${actionId}, ${key}, ${tx.json(stored(terms))}, ${reason}, ${askedBy}, ${askedAt},
        ${tx.json(stored(phase))}, ${phase.state}, ${filter}, ${isListed}, ${asked})
      on conflict (prepare_key) do nothing`;
    if (prepared.count === 0) return false;
    if ("named" in who) {
      const rows = who.named.map(({ given, as }, index) => ({
        ordinal: index + 1,
        given,
        given_as: as,
        customer_id: as === "customer" ? given : null,
      }));
      await tx`
        insert into mass_action_customers (action_id, ordinal, given, given_as, customer_id, state)
        select ${actionId}, ordinal, given, given_as, customer_id, 'looking'
        from jsonb_to_recordset(${tx.json(rows)}) as named(ordinal int, given text, given_as text, customer_id text)`;
    }
    return true;
  },
  async preparedAs(key) {
    const [row] = await tx<(ActionRow & { asked: string })[]>`select * from mass_actions where prepare_key = ${key}`;
    return row && { action: actionOf(row), asked: row.asked };
  },
  async find(actionId) {
    const [row] = await tx<ActionRow[]>`select * from mass_actions where action_id = ${actionId} for update`;
    return row && actionOf(row);
  },
  async save({ actionId, phase }, started) {
    await tx`
      update mass_actions set phase = ${tx.json(stored(phase))}, state = ${phase.state} where action_id = ${actionId}`;
    if (!started) return;
    const { act, at } = started;
    const isAlone = phase.state === "running" && phase.approvedBy === null;
    const alone = isAlone ? phase.tally : { customers: 0, stakeCents: 0n };
    await tx`
      update mass_actions set act = ${tx.json(stored(act))}, started_by = ${act.who.id}, started_at = ${at},
        alone_customers = ${alone.customers}, alone_stake_cents = ${alone.stakeCents}
      where action_id = ${actionId}`;
  },
  async usedAlone(by, since) {
    await tx`select pg_advisory_xact_lock(hashtextextended(${`mass actions of ${by}`}, 0))`;
    const [row] = await tx<{ customers: number; stakeCents: bigint }[]>`
      select coalesce(sum(alone_customers), 0)::int as customers,
        coalesce(sum(alone_stake_cents), 0)::bigint as "stakeCents"
      from mass_actions where started_by = ${by} and started_at > ${since}`;
    return row ?? { customers: 0, stakeCents: 0n };
  },
  tell: actsIn(tx),
});
