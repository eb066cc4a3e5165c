import type { Sql } from "@beacom/postgres";
import type { AuthorizationList } from "#application/list-authorizations";

type Row = {
  id: bigint;
  session_id: string;
  customer_id: string;
  username: string;
  nas_name: string | null;
  kind: string;
  reason: string;
  outcome: string | null;
  error_cause: number;
  detail: string | null;
  attempts: number;
  requested_at: Date;
  sent_at: Date | null;
  done_at: Date | null;
};

export const authorizationListIn = ({ sql }: { sql: Sql }): AuthorizationList => ({
  async list({ customerId, sessionId, nasName, outcome, massChangeId, before, limit }) {
    const rows = await sql<Row[]>`
      select d.*, coalesce(s.username, e.username, '') as username, n.name as nas_name
      from dynamic_authorizations d left join sessions s using (session_id) left join ended_sessions e using (session_id)
        left join nas n on n.nas_id = coalesce(d.nas_id, s.nas_id)
      where true ${customerId === undefined ? sql`` : sql`and d.customer_id = ${customerId}`}
        ${sessionId === undefined ? sql`` : sql`and d.session_id = ${sessionId}`}
        ${nasName === undefined ? sql`` : sql`and n.name = ${nasName}`}
        ${outcome === undefined ? sql`` : sql`and d.outcome = ${outcome}`}
        ${massChangeId === undefined ? sql`` : sql`and d.mass_change_id = ${massChangeId}`}
        ${before === undefined ? sql`` : sql`and d.id < ${before}`}
      order by d.id desc limit ${limit}`;
    return rows.map((row) => ({
      id: row.id,
      sessionId: row.session_id,
      customerId: row.customer_id,
      username: row.username,
      nasName: row.nas_name ?? "",
      kind: row.kind,
      reason: row.reason,
      outcome: row.outcome ?? "",
      errorCause: row.error_cause,
      detail: row.detail ?? "",
      attempts: row.attempts,
      requestedAt: row.requested_at,
      sentAt: row.sent_at ?? undefined,
      doneAt: row.done_at ?? undefined,
    }));
  },
});
