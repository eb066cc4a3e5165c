import type { Tx } from "@beacom/postgres";
import type { ServiceState } from "#domain/service-state";

export type ServiceStateRow = {
  version: bigint;
  level: ServiceState["level"];
  down_bits_per_second: bigint;
  up_bits_per_second: bigint;
  reason: string;
  since: Date;
};

export const serviceStateOf = (row: ServiceStateRow): ServiceState => ({
  version: row.version,
  level: row.level,
  downBitsPerSecond: row.down_bits_per_second,
  upBitsPerSecond: row.up_bits_per_second,
  reason: row.reason,
  sinceMs: row.since.getTime(),
});

/** Keeps the newest version of each customer's state, and asks for a change of every live session that enforces an older one. */
export async function storeServiceStates(tx: Tx, states: ReadonlyMap<string, ServiceState>, at: Date): Promise<void> {
  const input = [...states].map(([customerId, state]) => ({
    customer_id: customerId,
    version: `${state.version}`,
    level: state.level,
    down: `${state.downBitsPerSecond}`,
    up: `${state.upBitsPerSecond}`,
    reason: state.reason,
    since: new Date(state.sinceMs).toISOString(),
  }));
  const stored = await tx<{ customer_id: string }[]>`
    insert into service_states as known (customer_id, version, level, down_bits_per_second, up_bits_per_second, reason, since)
    select * from jsonb_to_recordset(${tx.json(input)}) as i(customer_id text, version bigint, level text, down bigint, up bigint,
      reason text, since timestamptz)
    on conflict (customer_id) do update set version = excluded.version, level = excluded.level,
      down_bits_per_second = excluded.down_bits_per_second, up_bits_per_second = excluded.up_bits_per_second,
      reason = excluded.reason, since = excluded.since, changed_at = clock_timestamp()
    where excluded.version > known.version
    returning customer_id`;
  if (stored.length === 0) return;
  await askForChanges(tx, { customerIds: stored.map((row) => row.customer_id) }, at);
}

/** A newer version takes the place of what is still under way for a session. */
export async function askForChanges(
  tx: Tx,
  of: { customerIds: readonly string[] } | { sessionIds: readonly string[] },
  at: Date,
): Promise<void> {
  const chosen =
    "customerIds" in of
      ? tx`s.customer_id = any(${[...of.customerIds]})`
      : tx`s.session_id = any(${[...of.sessionIds]})`;
  await tx`
    update dynamic_authorizations d set outcome = 'superseded', done_at = ${at}
    from sessions s join service_states v using (customer_id)
    where ${chosen} and d.session_id = s.session_id and d.outcome is null and d.service_version < v.version`;
  await tx`
    insert into dynamic_authorizations (session_id, customer_id, nas_id, kind, service_version, requested_at)
    select s.session_id, s.customer_id, s.nas_id, case v.level when 'blocked' then 'disconnect' else 'coa' end, v.version, ${at}
    from sessions s join service_states v using (customer_id)
    where ${chosen} and s.ended_at is null and s.applied_version < v.version
    on conflict (session_id) where outcome is null do nothing`;
}
