import type { Sql } from "@beacom/postgres";
import type { Telling } from "@beacom/outbox";
import { sessionsReported, sessionsReportedKey, sessionsReportedType } from "#adapters/session-events";
import { rowOf } from "#adapters/session-row";
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
export async function writeBatch(sql: Sql, batch: Batch, at: Date, telling: Telling): Promise<boolean> {
  const sorted = sortOut(batch);
  try {
    await (isOfInterims(sorted) ? writeInterims(sql, sorted, at, telling) : writeAll(sql, sorted, at, telling));
    return true;
  } catch (error) {
    if (isMoved(error)) return false;
    throw error;
  }
}

/** As nearly every batch is: each session changed by one interim, and one event to tell of them. */
const isOfInterims = ({ fresh, others, recorded, counted, interims, keys, events }: SortedOut): boolean =>
  fresh.length === 0 &&
  others.length === 0 &&
  recorded.length === 0 &&
  interims === counted.length &&
  keys === null &&
  events.length <= 1;

async function writeInterims(sql: Sql, { counted, events }: SortedOut, at: Date, telling: Telling): Promise<void> {
  const [event = null] = events;
  const tells = telling.isDue();
  await sql`select commit_interims(
    ${literal(counted, (s) => s.sessionId)}::text::text[], ${literal(counted, (s) => s.lastReportAtMs)}::text::bigint[],
    ${literal(counted, (s) => s.up.total)}::text::bigint[], ${literal(counted, (s) => s.down.total)}::text::bigint[],
    ${literal(counted, (s) => s.up.last)}::text::bigint[], ${literal(counted, (s) => s.down.last)}::text::bigint[],
    ${literal(counted, (s) => s.counted.sessionSeconds)}::text::bigint[],
    ${literal(counted, (s) => s.counted.nasClockMs)}::text::bigint[],
    ${literal(counted, (s) => s.counted.happenedAtMs)}::text::bigint[], ${literal(counted, (s) => s.revision)}::text::integer[],
    ${sessionsReportedType}, ${sessionsReportedKey}, ${at}, ${event}, ${!tells}::boolean)`;
  if (event !== null) telling.committed(tells);
}

async function writeAll(sql: Sql, sorted: SortedOut, at: Date, telling: Telling): Promise<void> {
  const { fresh, others, counted, interims, recorded, keys } = sorted;
  const [firstEvent = null, ...moreEvents] = sorted.events;
  const ofRecords = (value: (record: Recorded) => Value): string | null =>
    recorded.length === 0 ? null : literal(recorded, value);
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
    from begin_sessions_alone(${keys}::text::json, ${mostPerKey}::integer)`;
  if (firstEvent !== null) telling.committed(true);
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

type SortedOut = ReturnType<typeof sortOut>;

/** Each change and record to where the statement takes it. Of the `counted`, the first `interims` say what their record would say. */
function sortOut({ changes, records }: Batch) {
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
  return {
    fresh,
    others,
    counted: more.length === 0 ? counted : counted.concat(more),
    interims: told.size,
    recorded,
    keys: keysOf(changes),
    events: sessionsReported(changes),
  };
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
