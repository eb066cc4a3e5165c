import type { Sql } from "@beacom/postgres";
import { storedPostpaidEvents } from "#adapters/postpaid/stored-postpaid-events";
import { streamName } from "#adapters/stored-kind";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import type { PostpaidViews } from "#application/postpaid/views";
import { statementOf } from "#domain/postpaid/statement";

/** From the history itself: only that tells what was open on a day that has passed. */
export const statementIn =
  (sql: Sql): PostpaidViews["statement"] =>
  async ({ customerId, from, to }) => {
    const stored = await sql<{ type: string; data: string; at: Date }[]>`
      select type, data, at from events where stream = ${streamName(postpaidOf(customerId))} order by version`;
    const history = stored.map(({ type, data, at }) =>
      storedPostpaidEvents.read({ type, data: JSON.parse(data) as unknown, at }),
    );
    return statementOf(history, { from, to });
  };
