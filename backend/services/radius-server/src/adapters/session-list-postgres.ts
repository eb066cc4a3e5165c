import type { Sql } from "@beacom/postgres";
import { type SessionRow, sessionOf } from "#adapters/session-row";
import type { SessionList } from "#application/list-sessions";

/** Session ids are in the order of time, so they are the cursor too. */
export const sessionListIn = ({ sql }: { sql: Sql }): SessionList => ({
  async list({ customerId, onlyOpen, nasName, framedIpAddress, callingStationId, username, sessionId, before, limit }) {
    const chosen = sql`true
      ${customerId === undefined ? sql`` : sql`and customer_id = ${customerId}`}
      ${onlyOpen ? sql`and ended_at is null` : sql``}
      ${nasName === undefined ? sql`` : sql`and nas_id = (select nas_id from nas where name = ${nasName})`}
      ${framedIpAddress === undefined ? sql`` : sql`and framed_ip_address = ${framedIpAddress}`}
      ${callingStationId === undefined ? sql`` : sql`and plain_station(calling_station_id) = plain_station(${callingStationId})`}
      ${username === undefined ? sql`` : sql`and username = ${username}`}
      ${sessionId === undefined ? sql`` : sql`and session_id = ${sessionId}`}
      ${before === undefined ? sql`` : sql`and session_id < ${before}`}`;
    const history = sql`union all select * from (select * from ended_sessions where ${chosen} order by session_id desc limit ${limit}) e`;
    const rows = await sql<(SessionRow & { nas_name: string | null })[]>`
      select s.*, n.name as nas_name from (
        select * from (select * from sessions where ${chosen} order by session_id desc limit ${limit}) l
        ${onlyOpen ? sql`` : history}) s
      left join nas n using (nas_id) order by s.session_id desc limit ${limit}`;
    return rows.map((row) => ({ ...sessionOf(row), nasName: row.nas_name ?? "" }));
  },
});
