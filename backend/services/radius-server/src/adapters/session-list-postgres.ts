import type { Sql } from "@beacom/postgres";
import { type SessionRow, sessionOf } from "#adapters/session-row";
import type { SessionList } from "#application/list-sessions";

/** Session ids are in the order of time, so they are the cursor too. */
export const sessionListIn = ({ sql }: { sql: Sql }): SessionList => ({
  async list({ customerId, onlyOpen, nasName, framedIpAddress, callingStationId, username, before, limit }) {
    const rows = await sql<(SessionRow & { nas_name: string | null })[]>`
      select s.*, n.name as nas_name from sessions s left join nas n using (nas_id)
      where true ${customerId === undefined ? sql`` : sql`and s.customer_id = ${customerId}`}
        ${onlyOpen ? sql`and s.ended_at is null` : sql``}
        ${nasName === undefined ? sql`` : sql`and n.name = ${nasName}`}
        ${framedIpAddress === undefined ? sql`` : sql`and s.framed_ip_address = ${framedIpAddress}`}
        ${callingStationId === undefined ? sql`` : sql`and plain_station(s.calling_station_id) = plain_station(${callingStationId})`}
        ${username === undefined ? sql`` : sql`and s.username = ${username}`}
        ${before === undefined ? sql`` : sql`and s.session_id < ${before}`}
      order by s.session_id desc limit ${limit}`;
    return rows.map((row) => ({ ...sessionOf(row), nasName: row.nas_name ?? "" }));
  },
});
