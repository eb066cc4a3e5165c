import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Sql } from "@beacom/postgres";
import { SessionsReportedSchema } from "@beacom/proto/radius/v1/radius";
import { fromJsonString } from "@bufbuild/protobuf";

type Totals = ReadonlyMap<string, bigint>;

/** Looks at every session's totals again and again, also while the database comes and goes, for one that falls. */
export function watchTotals(sql: Sql): { end(): Promise<{ looks: number; fallen: readonly string[] }> } {
  const fallen: string[] = [];
  let before: Totals = new Map();
  let looks = 0;
  let over = false;

  async function look(): Promise<void> {
    const rows = await sql<{ session_id: string; octets: bigint }[]>`
      select session_id, (octets_up + octets_down)::bigint as octets from sessions`;
    const now = new Map(rows.map(({ session_id: id, octets }) => [id, octets]));
    for (const [id, octets] of before) {
      const found = now.get(id);
      if (found === undefined || found < octets) fallen.push(`${id}: ${octets}, then ${found}`);
    }
    before = now;
    looks++;
  }

  const watching = (async () => {
    while (!over) {
      await look().catch(() => undefined);
      await pause(100);
    }
    await look();
  })();
  return {
    async end() {
      over = true;
      await watching;
      return { looks, fallen };
    },
  };
}

/** What followers were told of each session: never less than before, never the same as news, and in the end what is stored. */
export async function assertFollowersKnow(sql: Sql): Promise<void> {
  const told = new Map<string, { octets: bigint; ended: boolean }[]>();
  const events = await sql<{ json: string }[]>`
    select json from outbox where type = ${SessionsReportedSchema.typeName} order by position`;
  for (const { json } of events) {
    for (const report of fromJsonString(SessionsReportedSchema, json).reports) {
      const octets = report.octetsDown + report.octetsUp;
      told.set(report.sessionId, [
        ...(told.get(report.sessionId) ?? []),
        { octets, ended: report.endedAt !== undefined },
      ]);
    }
  }
  const sessions = await sql<{ session_id: string; octets: bigint }[]>`
    select session_id, (octets_up + octets_down)::bigint as octets from sessions where customer_id is not null`;
  for (const { session_id: id, octets } of sessions) {
    const heard = told.get(id) ?? [];
    assert.equal(heard.at(-1)?.octets, octets, `the last that followers know of ${id}`);
    for (const [n, now] of heard.entries()) {
      const before = heard[n - 1];
      if (before === undefined) continue;
      assert.ok(now.octets >= before.octets, `${id}: ${before.octets} was told, then ${now.octets}`);
      assert.ok(
        now.octets > before.octets || now.ended !== before.ended,
        `${id}: ${now.octets} was told twice as news`,
      );
    }
  }
}
