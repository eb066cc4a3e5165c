import { tellFollowers } from "@beacom/outbox";
import type { Sql } from "@beacom/postgres";
import { ok, refuse } from "@beacom/result";
import { writeBatch } from "#adapters/write-batch";
import { type SessionRow, sessionOf } from "#adapters/session-row";
import type { SessionStore } from "#application/accounting-writer";
import { mostPerKey } from "#application/session-table";
import type { Report } from "#domain/report";
import type { Session } from "#domain/session";

export type StoredSessions = SessionStore & {
  readSilentSince(atMs: number, futureMs: number): Promise<readonly Session[]>;
};

/** Nobody notices so little, and at a thousand reports a second it is one of some twenty commits. */
const toldEveryMs = 25;

export function sessionsIn({ sql, now }: { sql: Sql; now: () => Date }): StoredSessions {
  let month: Month = { fromMs: 0, toMs: 0 };
  const telling = tellFollowers({ sql, everyMs: toldEveryMs, nowMs: () => performance.now() });

  /** The partition of a record's month, made by whoever writes into it first. */
  async function makePartitions(records: readonly { report: Report }[]): Promise<void> {
    for (const { report } of records) {
      if (report.receivedAtMs >= month.fromMs && report.receivedAtMs < month.toMs) continue;
      const next = monthOf(report.receivedAtMs);
      await sql`select make_accounting_partition(${new Date(next.fromMs).toISOString().slice(0, 10)}::date)`;
      month = next;
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
    async readOpenOfNas(nasId, nasSource) {
      const rows = await sql<SessionRow[]>`
        select * from sessions where nas_id = ${nasId} and ended_at is null
          ${nasSource === undefined ? sql`` : sql`and nas_source = ${nasSource}`}`;
      return rows.map(sessionOf);
    },
    async readSilentSince(atMs, futureMs) {
      const rows = await sql<SessionRow[]>`
        select * from sessions where ended_at is null
          and (last_report_at <= ${new Date(atMs)} or last_report_at > ${new Date(futureMs)}) limit 1000`;
      return rows.map(sessionOf);
    },
    async write(batch) {
      await makePartitions(batch.records);
      if (await writeBatch(sql, batch, now(), telling)) return ok(undefined);
      // Which of them it was is not asked: it is rare, and all are read again.
      return refuse({ kind: "moved", sessionIds: new Set(batch.changes.map(({ session }) => session.sessionId)) });
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

/** A month of UTC, as partitions are. */
type Month = { fromMs: number; toMs: number };

function monthOf(ms: number): Month {
  const at = new Date(ms);
  const start = (months: number): number => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1);
  return { fromMs: start(0), toMs: start(1) };
}
