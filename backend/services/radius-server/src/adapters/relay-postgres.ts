import type { Sql } from "@beacom/postgres";
import type { RelayStore } from "#application/relay-accounting";

type Row = {
  id: bigint;
  realm: string;
  session_key: string;
  received_at: Date;
  attributes: Uint8Array;
  attempts: number;
};

/** Longer than a delivery takes, with every server of a realm silent. */
const leaseSeconds = 120;

export const relayIn = ({ sql }: { sql: Sql }): RelayStore => ({
  async add(reports) {
    await sql`insert into relayed_reports (realm, session_key, received_at, attributes)
      select r.realm, r.session_key, r.received_at, decode(r.attributes, 'hex')
      from jsonb_to_recordset(${sql.json(
        reports.map((report) => ({
          realm: report.realm,
          session_key: report.sessionKey,
          received_at: report.receivedAt.toISOString(),
          attributes: Buffer.from(report.attributes).toString("hex"),
        })),
      )}) as r(realm text, session_key text, received_at timestamptz, attributes text)`;
  },
  async claim(most) {
    const rows = await sql<Row[]>`
      update relayed_reports set lease_until = now() + make_interval(secs => ${leaseSeconds})
      where id in (select r.id from relayed_reports r
        where r.next_try_at <= now() and (r.lease_until is null or r.lease_until < now())
          and not exists (select 1 from relayed_reports e where e.realm = r.realm and e.session_key = r.session_key and e.id < r.id)
        order by r.id limit ${most} for update skip locked)
      returning id, realm, session_key, received_at, attributes, attempts`;
    return rows.map((row) => ({
      id: row.id,
      realm: row.realm,
      sessionKey: row.session_key,
      receivedAt: row.received_at,
      attributes: row.attributes,
      attempts: row.attempts,
    }));
  },
  async delivered(ids) {
    await sql`delete from relayed_reports where id = any(${ids.map(String)}::text[]::bigint[])`;
  },
  async failed(ids, nextTryAt) {
    await sql`update relayed_reports set attempts = attempts + 1, next_try_at = ${nextTryAt}, lease_until = null
      where id = any(${ids.map(String)}::text[]::bigint[])`;
  },
  async waiting() {
    const [row] = await sql<{ count: bigint }[]>`select count(*) as count from relayed_reports`;
    return Number(row!.count);
  },
});
