import type { FollowedEvent } from "@beacom/outbox";
import type { Sql } from "@beacom/postgres";
import type { SetAside } from "#application/set-aside";

export const setAsideIn = (sql: Sql): SetAside => ({
  async put(source, { position, type, key, at, json, traceparent }, reason) {
    await sql`
      insert into events_set_aside (source, position, type, key, at, json, traceparent, reason)
      values (${source}, ${position}, ${type}, ${key}, ${at}, ${json}, ${traceparent}, ${reason})
      on conflict (source, position) do update set reason = excluded.reason, tried_at = now()`;
  },
  list: (source, limit) => sql<FollowedEvent[]>`
    select position, type, key, at, json, traceparent from events_set_aside
    where source = ${source} order by tried_at, position limit ${limit}`,
  async remove(source, position) {
    await sql`delete from events_set_aside where source = ${source} and position = ${position}`;
  },
});
