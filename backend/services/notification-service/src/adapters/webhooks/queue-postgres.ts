import type { Sql } from "@beacom/postgres";
import type { Sealing } from "#adapters/webhooks/sealing";
import type { Claimed, Queue } from "#application/webhooks/ports";

type Row = {
  endpoint_id: string;
  message_id: string;
  url: string;
  body: string;
  sealed_secret: Buffer;
  sealed_previous_secret: Buffer | null;
};

export const queueIn = (needs: {
  sql: Sql;
  sealing: Pick<Sealing, "open">;
  /** A secret was sealed with a key that is not known here: only an operator can help. */
  unreadable: (error: unknown) => void;
}): Queue => ({
  async claim({ most, mostOfOne, busy, at, until }) {
    const [ids, counts] = [[...busy.keys()], [...busy.values()]];
    // Endpoints take turns by chance, so that the first of them do not take every place.
    const rows = await needs.sql<Row[]>`
      with room as (
        select endpoint_id, greatest(${mostOfOne} - coalesce(busy.count, 0), 0) as free
        from webhook_endpoints left join unnest(${ids}::text[], ${counts}::int[]) as busy (endpoint_id, count)
          using (endpoint_id)
        where disabled_at is null order by random()
      ), picked as materialized (
        select due.endpoint_id, due.message_id
        from room cross join lateral (
          select endpoint_id, message_id from webhook_deliveries
          where endpoint_id = room.endpoint_id and state = 'pending' and next_attempt_at <= ${at}
          order by next_attempt_at limit room.free
          for update skip locked
        ) as due
        limit ${most}
      ), claimed as (
        update webhook_deliveries as d set next_attempt_at = ${until}
        from picked where d.endpoint_id = picked.endpoint_id and d.message_id = picked.message_id
        returning d.endpoint_id, d.message_id
      )
      select endpoint_id, message_id, url, body, sealed_secret,
        case when previous_secret_until > ${at} then sealed_previous_secret end as sealed_previous_secret
      from claimed join webhook_endpoints using (endpoint_id) join webhook_messages using (message_id)`;
    return rows.map((row) => claimedOf(row, until, (sealed) => opened(sealed, row.endpoint_id, needs)));
  },
  async release({ endpointId, messageId, claimedUntil }, at) {
    await needs.sql`
      update webhook_deliveries set next_attempt_at = ${at}
      where endpoint_id = ${endpointId} and message_id = ${messageId} and state = 'pending'
        and next_attempt_at = ${claimedUntil}`;
  },
  async pending() {
    const [row] = await needs.sql<{ count: bigint }[]>`select count(*) from webhook_deliveries where state = 'pending'`;
    return Number(row?.count ?? 0n);
  },
});

function claimedOf(row: Row, claimedUntil: Date, open: (sealed: Buffer) => string[]): Claimed {
  const sealed = [row.sealed_secret, row.sealed_previous_secret].filter((each) => each !== null);
  const secrets = sealed.flatMap(open);
  const { endpoint_id: endpointId, message_id: messageId, url, body } = row;
  return { endpointId, messageId, url, body, secrets, claimedUntil };
}

function opened(
  sealed: Buffer,
  endpointId: string,
  { sealing, unreadable }: { sealing: Pick<Sealing, "open">; unreadable: (error: unknown) => void },
): string[] {
  try {
    return [sealing.open(sealed, endpointId)];
  } catch (error) {
    unreadable(error);
    return [];
  }
}
