import type { Sql } from "@beacom/postgres";
import { sessionsReported, sessionsReportedKey, sessionsReportedType } from "#adapters/session-events";
import type { SessionChange } from "#application/accounting-batch";
import { mostPerKey } from "#application/session-table";
import type { Report } from "#domain/report";
import type { Session } from "#domain/session";

type Recorded = { sessionId: string; report: Report };
type Batch = { changes: readonly SessionChange[]; records: readonly Recorded[] };

/**
 * All of it in one statement, which commits by itself. Rows go as one array literal per column, written here: a tenth of what the driver's
 * own arrays cost, and half of JSON for PostgreSQL. False when a session is not what the batch was made from any more: nothing is written then.
 */
export async function writeBatch(sql: Sql, { changes, records }: Batch, at: Date): Promise<boolean> {
  const { fresh, others, counted, interims, recorded } = sortOut(changes, records);
  const [firstEvent = null, ...moreEvents] = sessionsReported(changes);
  const ofRecords = (value: (record: Recorded) => Value): string | null =>
    recorded.length === 0 ? null : literal(recorded, value);
  try {
    await sql`select commit_accounting(
      ${literal(counted, (s) => s.sessionId)}::text::text[], ${literal(counted, (s) => s.lastReportAtMs)}::text::bigint[],
      ${literal(counted, (s) => s.up.total)}::text::bigint[], ${literal(counted, (s) => s.down.total)}::text::bigint[],
      ${literal(counted, (s) => s.up.last)}::text::bigint[], ${literal(counted, (s) => s.down.last)}::text::bigint[],
      ${literal(counted, (s) => s.counted.sessionSeconds)}::text::bigint[],
      ${literal(counted, (s) => s.counted.nasClockMs)}::text::bigint[],
      ${literal(counted, (s) => s.counted.happenedAtMs)}::text::bigint[], ${literal(counted, (s) => s.revision)}::text::integer[],
      ${interims}::integer, ${jsonOf(others)}::text::json, ${jsonOf(fresh)}::text::json,
      ${ofRecords((r) => r.report.receivedAtMs)}::text::bigint[], ${ofRecords((r) => r.sessionId)}::text::text[],
      ${ofRecords((r) => r.report.kind)}::text::text[], ${ofRecords((r) => r.report.nasClockMs)}::text::bigint[],
      ${ofRecords((r) => r.report.sessionSeconds)}::text::bigint[], ${ofRecords((r) => r.report.up?.octets)}::text::bigint[],
      ${ofRecords((r) => r.report.down?.octets)}::text::bigint[],
      ${sessionsReportedType}, ${sessionsReportedKey}, ${at}, ${firstEvent}, ${moreEvents})
      from begin_sessions_alone(${keysOf(changes)}::text::json, ${mostPerKey}::integer)`;
    return true;
  } catch (error) {
    if (isMoved(error)) return false;
    throw error;
  }
}

/** Of what is begun or goes on after its end: nobody else may have begun something there meanwhile (0013_sessions_begun_once.sql). */
function keysOf(changes: readonly SessionChange[]): string | null {
  const keys = changes.flatMap(({ among, session: { acctSessionId, username, nasId } }) =>
    among === undefined
      ? []
      : [
          {
            acct_session_id: acctSessionId,
            username,
            nas_id: nasId,
            known: among.map(({ sessionId, revision }) => `${sessionId} ${revision}`),
          },
        ],
  );
  return keys.length === 0 ? null : JSON.stringify(keys);
}

/** Each change and record to where the statement takes it. Of the `counted`, the first `interims` say what their record would say. */
function sortOut(changes: readonly SessionChange[], records: Batch["records"]) {
  const fresh: SessionChange[] = [];
  const others: SessionChange[] = [];
  const counted: Session[] = [];
  const more: Session[] = [];
  const latest = new Map<string, Report>();
  for (const { sessionId, report } of records) latest.set(sessionId, report);
  const told = new Set<Report>();
  for (const change of changes) {
    const { before, session } = change;
    if (before === undefined) fresh.push(change);
    else if (!onlyCounted(before, session)) others.push(change);
    else {
      const report = latest.get(session.sessionId);
      if (report !== undefined && isToldBy(report, session)) {
        told.add(report);
        counted.push(session);
      } else more.push(session);
    }
  }
  const recorded = told.size === records.length ? [] : records.filter(({ report }) => !told.has(report));
  return { fresh, others, counted: more.length === 0 ? counted : counted.concat(more), interims: told.size, recorded };
}

/** The session as it is now says all that the report's record would. */
function isToldBy(report: Report, { lastReportAtMs, up, down, counted }: Session): boolean {
  return (
    report.kind === "interim" &&
    report.receivedAtMs === lastReportAtMs &&
    report.nasClockMs === counted.nasClockMs &&
    report.sessionSeconds === counted.sessionSeconds &&
    report.up?.octets === up.last &&
    report.down?.octets === down.last
  );
}

/** The function's own word for it (0005_commit_accounting.sql), or two batches that waited for each other. */
const isMoved = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && (error.code === "BE001" || error.code === "40P01");

/** Nearly every change is an interim: totals and times, and nothing that an index or a person looks at. */
function onlyCounted(before: Session, session: Session): boolean {
  return (
    session.end === before.end &&
    session.nasSource === before.nasSource &&
    session.nasIpAddress === before.nasIpAddress &&
    session.framedIpAddress === before.framedIpAddress &&
    session.framedIpv6Prefix === before.framedIpv6Prefix &&
    session.delegatedIpv6Prefix === before.delegatedIpv6Prefix
  );
}

type Value = string | number | bigint | undefined;

/** Numbers, and ids of our own making, need no quoting. */
function literal<Row>(rows: readonly Row[], value: (row: Row) => Value): string {
  let text = "{";
  for (let i = 0; i < rows.length; i++) {
    if (i > 0) text += ",";
    text += value(rows[i]!) ?? "null";
  }
  return `${text}}`;
}

/** What a NAS says in text comes in here, so it is quoted by JSON's own rules. */
function jsonOf(changes: readonly SessionChange[]): string | null {
  return changes.length === 0 ? null : JSON.stringify(changes.map(({ session }) => rowOf(session)));
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
    called_station_id: session.calledStationId ?? null,
    nas_port_id: session.nasPortId ?? null,
    framed_ipv6_prefix: session.framedIpv6Prefix ?? null,
    delegated_ipv6_prefix: session.delegatedIpv6Prefix ?? null,
    claim_id: session.claimId ?? null,
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

const instant = (ms: number): string => new Date(ms).toISOString();
