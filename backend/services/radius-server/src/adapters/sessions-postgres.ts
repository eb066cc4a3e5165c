import { publish } from "@beacom/outbox";
import type { Sql, Tx } from "@beacom/postgres";
import { sessionsReported } from "#adapters/session-events";
import { type SessionRow, sessionOf } from "#adapters/session-row";
import type { SessionChange } from "#application/accounting-batch";
import type { SessionStore } from "#application/accounting-writer";
import { mostPerKey } from "#application/session-table";
import type { Report } from "#domain/report";
import type { Session } from "#domain/session";

export type StoredSessions = SessionStore & {
  readOpen(take: (sessions: readonly Session[]) => void): Promise<void>;
  readSilentSince(atMs: number): Promise<readonly Session[]>;
};

export function sessionsIn({ sql, now }: { sql: Sql; now: () => Date }): StoredSessions {
  const monthsMade = new Set<string>();

  /** The partition of a record's month, made by whoever writes into it first. */
  async function makePartitions(records: readonly { report: Report }[]): Promise<void> {
    for (const { report } of records) {
      const month = new Date(report.receivedAtMs).toISOString().slice(0, 7);
      if (monthsMade.has(month)) continue;
      await sql`select make_accounting_partition(${`${month}-01`}::date)`;
      monthsMade.add(month);
    }
  }

  return {
    async readByKeys(keys) {
      const rows = await sql<SessionRow[]>`
        select s.* from unnest(${keys.map((key) => key.acctSessionId)}::text[], ${keys.map((key) => key.username)}::text[],
          ${keys.map((key) => key.nasId)}::text[]) as k(acct_session_id, username, nas_id)
        cross join lateral (select * from sessions where acct_session_id = k.acct_session_id and username = k.username
          and nas_id = k.nas_id order by started_at desc limit ${mostPerKey}) s`;
      return rows.map(sessionOf);
    },
    async readOpenOfSource(nasId, nasSource) {
      const rows = await sql<SessionRow[]>`
        select * from sessions where nas_id = ${nasId} and nas_source = ${nasSource} and ended_at is null`;
      return rows.map(sessionOf);
    },
    async readOpen(take) {
      for (let after = ""; ; ) {
        const rows = await sql<SessionRow[]>`
          select * from sessions where ended_at is null and session_id > ${after} order by session_id limit 5000`;
        take(rows.map(sessionOf));
        const last = rows.at(-1);
        if (rows.length < 5000 || last === undefined) return;
        after = last.session_id;
      }
    },
    async readSilentSince(atMs) {
      const rows = await sql<SessionRow[]>`
        select * from sessions where ended_at is null and last_report_at <= ${new Date(atMs)} limit 1000`;
      return rows.map(sessionOf);
    },
    async write({ changes, records }) {
      await makePartitions(records);
      const at = now();
      return sql.begin(async (tx) => {
        const written = await writeSessions(tx, changes);
        const kept = written.size === changes.length ? records : records.filter((r) => written.has(r.sessionId));
        const told = changes.filter((change) => written.has(change.session.sessionId));
        await insertRecords(tx, kept);
        await publish(tx, sessionsReported(told, at));
        return written;
      });
    },
    async quarantine(work, reason) {
      // A text with NUL in it is one of the things that bring a report here: jsonb would refuse it again.
      const report = JSON.stringify(work, (_, value: unknown) =>
        typeof value === "bigint"
          ? `${value}`
          : typeof value === "string"
            ? value.replaceAll("\u0000", "\uFFFD")
            : value,
      );
      const nasId = work.kind === "report" ? work.report.nasId : work.kind === "end" ? work.of.nasId : work.nasId;
      await sql`insert into quarantined_reports (received_at, nas_id, reason, report)
        values (${now()}, ${nasId}, ${reason.replaceAll("\u0000", "\uFFFD")}, ${report}::text::jsonb)`;
    },
    refusedData(error) {
      const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
      // Classes 22 (data exception) and 23 (integrity): PostgreSQL's own words for "this value, not me".
      return /^2[23][0-9A-Z]{3}$/.test(code);
    },
  };
}

/** Answers the ids that were written: those whose revision was still the one that the change was made from. */
async function writeSessions(tx: Tx, changes: readonly SessionChange[]): Promise<Set<string>> {
  const known = changes.filter(({ before }) => before > 0);
  const fresh = changes.filter(({ before }) => before === 0);
  const written = new Set<string>();
  if (known.length > 0) {
    // First, since a session that a new one replaces has to be closed before.
    const rows = await tx<{ session_id: string }[]>`
      update sessions s set last_report_at = i.last_report_at, ended_at = i.ended_at, ended_by = i.ended_by,
        terminate_cause = i.terminate_cause, octets_up = i.octets_up, octets_down = i.octets_down, counter_up = i.counter_up,
        counter_down = i.counter_down, counted_session_seconds = i.counted_session_seconds,
        counted_nas_clock = i.counted_nas_clock, counted_at = i.counted_at, framed_ip_address = i.framed_ip_address,
        nas_ip_address = i.nas_ip_address, nas_source = i.nas_source, revision = i.revision
      from json_to_recordset(${jsonOf(known)}::text::json) as i(session_id text, last_report_at timestamptz, ended_at timestamptz,
        ended_by text, terminate_cause text, octets_up bigint, octets_down bigint, counter_up bigint, counter_down bigint,
        counted_session_seconds bigint, counted_nas_clock timestamptz, counted_at timestamptz, framed_ip_address text,
        nas_ip_address text, nas_source text, revision integer)
      where s.session_id = i.session_id and s.revision = i.revision - 1
      returning s.session_id`;
    for (const row of rows) written.add(row.session_id);
  }
  if (fresh.length > 0) {
    const rows = await tx<{ session_id: string }[]>`
      insert into sessions select i.* from json_populate_recordset(null::sessions, ${jsonOf(fresh)}::text::json) i
      on conflict do nothing returning session_id`;
    for (const row of rows) written.add(row.session_id);
  }
  return written;
}

/** As JSON, which is by far the cheapest way to hand many rows over from here; PostgreSQL takes it apart in microseconds. */
function jsonOf(changes: readonly SessionChange[]): string {
  return JSON.stringify(changes.map(({ session }) => rowOf(session)));
}

function rowOf(session: Session) {
  const { end, counted } = session;
  return {
    session_id: session.sessionId,
    customer_id: session.customerId ?? null,
    nas_id: session.nasId,
    nas_source: session.nasSource,
    nas_ip_address: session.nasIpAddress ?? null,
    acct_session_id: session.acctSessionId,
    username: session.username,
    framed_ip_address: session.framedIpAddress ?? null,
    calling_station_id: session.callingStationId ?? null,
    started_at: instant(session.startedAtMs),
    last_report_at: instant(session.lastReportAtMs),
    ended_at: end ? instant(end.atMs) : null,
    ended_by: end?.by ?? null,
    terminate_cause: end?.cause ?? null,
    octets_up: `${session.up.total}`,
    octets_down: `${session.down.total}`,
    counter_up: `${session.up.last}`,
    counter_down: `${session.down.last}`,
    counted_session_seconds: counted.sessionSeconds ?? null,
    counted_nas_clock: counted.nasClockMs === undefined ? null : instant(counted.nasClockMs),
    counted_at: instant(counted.happenedAtMs),
    applied_version: `${session.appliedVersion}`,
    revision: session.revision,
  };
}

async function insertRecords(tx: Tx, records: readonly { sessionId: string; report: Report }[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ sessionId, report }) => ({
    received_at: instant(report.receivedAtMs),
    session_id: sessionId,
    kind: report.kind,
    nas_clock: report.nasClockMs === undefined ? null : instant(report.nasClockMs),
    session_seconds: report.sessionSeconds ?? null,
    octets_up: report.up ? `${report.up.octets}` : null,
    octets_down: report.down ? `${report.down.octets}` : null,
  }));
  await tx`insert into accounting_records
    select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as i(received_at timestamptz, session_id text, kind text,
      nas_clock timestamptz, session_seconds bigint, octets_up bigint, octets_down bigint)`;
}

const instant = (ms: number): string => new Date(ms).toISOString();
