import type { Sql } from "@beacom/postgres";
import type { SessionArchive } from "#application/charge-usage";
import type { ChargedSession } from "#domain/account";

/** Sessions of all times, from the projection. */
export const sessionArchiveIn = (sql: Sql): SessionArchive => ({
  async find(customerId, sessionId) {
    const [session] = await sql<ChargedSession[]>`
      select started_at as "startedAt", last_report_at as "lastReportAt", ended_at as "endedAt",
        octets_down as "octetsDown", octets_up as "octetsUp"
      from session_usage where customer_id = ${customerId} and session_id = ${sessionId}`;
    return session ?? null;
  },
});
