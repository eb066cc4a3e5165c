import { type OctetCounter, readCounter, zeroCounter } from "#domain/octet-counter";
import { beganAfter, compareMoments, type Moment, momentOf, type Report, startOf } from "#domain/report";

/** `nas`: a Stop came, and it stays ended. The others are our own conclusions, which a later report can prove wrong. */
export type SessionEnd = {
  readonly by: "nas" | "stale" | "nas-restart" | "replaced" | "not-found";
  readonly atMs: number;
  readonly cause: string;
};

export type Session = {
  readonly sessionId: string;
  readonly customerId: string | undefined;
  readonly nasId: string;
  readonly nasSource: string;
  readonly nasIpAddress: string | undefined;
  readonly acctSessionId: string;
  readonly username: string;
  readonly framedIpAddress: string | undefined;
  readonly callingStationId: string | undefined;
  readonly calledStationId: string | undefined;
  readonly nasPortId: string | undefined;
  readonly framedIpv6Prefix: string | undefined;
  readonly delegatedIpv6Prefix: string | undefined;
  readonly claimId: string | undefined;
  readonly startedAtMs: number;
  readonly lastReportAtMs: number;
  readonly end: SessionEnd | undefined;
  readonly up: OctetCounter;
  readonly down: OctetCounter;
  /** The moment of the last report that carried counters. */
  readonly counted: Moment;
  readonly appliedVersion: bigint;
  /** How often it was written; 0 before the first time. */
  readonly revision: number;
};

/** What a report did. `told`: followers want to know, because totals rose or the session began or ended. */
export type Followed =
  | { readonly kind: "changed"; readonly sessions: readonly Session[]; readonly told: boolean }
  | { readonly kind: "repeated" };

/** What a session without Class is taken to enforce, and the id of a session that the report begins. */
export type Opening = { readonly sessionId: string; readonly currentVersion: bigint };

/**
 * Takes a report into the sessions known under its key (NAS, Acct-Session-Id, username), newest first. NASes repeat session ids, so the
 * report's own time decides which session it belongs to, or that it began a new one; each in the answer replaces the one with its id.
 */
export function followReport(known: readonly Session[], report: Report, open: () => Opening): Followed {
  const newest = known[0];
  if (newest === undefined || beganAfter(report, newest.counted)) {
    const opened = begin(report, open());
    const replaced = newest?.end === undefined && newest ? [endSession(newest, "replaced", report.receivedAtMs)] : [];
    return { kind: "changed", sessions: [...replaced, opened], told: true };
  }
  const session = known.slice(1).find((earlier) => isOf(earlier, report) && !isOf(newest, report)) ?? newest;
  const next = advance(session, report);
  if (next === session) return { kind: "repeated" };
  return { kind: "changed", sessions: [next], told: isNews(session, next) };
}

/** The server concludes that the session is over. What the NAS says itself stands. */
export function endSession(session: Session, by: Exclude<SessionEnd["by"], "nas">, atMs: number): Session {
  if (session.end) return session;
  return { ...session, end: { by, atMs, cause: causes[by] } };
}

export function isNews(before: Session, after: Session): boolean {
  return before.up.total !== after.up.total || before.down.total !== after.down.total || before.end !== after.end;
}

/** Acct-Terminate-Cause (RFC 2866 section 5.10) that fits best what the server concluded. */
const causes = {
  stale: "Lost-Service",
  "nas-restart": "NAS-Reboot",
  replaced: "Lost-Service",
  "not-found": "Lost-Service",
} satisfies Record<Exclude<SessionEnd["by"], "nas">, string>;

function begin(report: Report, { sessionId, currentVersion }: Opening): Session {
  const moment = momentOf(report);
  const startedAtMs = startOf(moment);
  const session: Session = {
    sessionId,
    customerId: report.customerId,
    nasId: report.nasId,
    nasSource: report.nasSource,
    nasIpAddress: report.nasIpAddress,
    acctSessionId: report.acctSessionId,
    username: report.username,
    framedIpAddress: report.framedIpAddress,
    callingStationId: report.callingStationId,
    calledStationId: report.calledStationId,
    nasPortId: report.nasPortId,
    framedIpv6Prefix: report.framedIpv6Prefix,
    delegatedIpv6Prefix: report.delegatedIpv6Prefix,
    claimId: report.claimId,
    startedAtMs,
    lastReportAtMs: report.receivedAtMs,
    end: undefined,
    up: zeroCounter,
    down: zeroCounter,
    // Its counters were zero when it began, whichever report told of it first.
    counted: {
      happenedAtMs: startedAtMs,
      sessionSeconds: moment.sessionSeconds === undefined ? undefined : 0,
      nasClockMs: moment.nasClockMs === undefined ? undefined : moment.nasClockMs - (moment.sessionSeconds ?? 0) * 1000,
    },
    appliedVersion: report.acceptedVersion ?? currentVersion,
    revision: 0,
  };
  return advance(session, report);
}

function advance(session: Session, report: Report): Session {
  const moment = momentOf(report);
  const order = compareMoments(moment, session.counted);
  const counters = order >= 0 ? readCounters(session, report, order) : undefined;
  const end = endAfter(session, report, moment, order);
  if (counters === undefined && end === session.end && order <= 0) return session;
  return {
    ...session,
    ...counters,
    counted: counters ? moment : session.counted,
    end,
    framedIpAddress: report.framedIpAddress ?? session.framedIpAddress,
    // IPv6 comes up after the Start, often only with the first interim.
    framedIpv6Prefix: report.framedIpv6Prefix ?? session.framedIpv6Prefix,
    delegatedIpv6Prefix: report.delegatedIpv6Prefix ?? session.delegatedIpv6Prefix,
    nasIpAddress: report.nasIpAddress ?? session.nasIpAddress,
    nasSource: report.nasSource,
    lastReportAtMs: Math.max(session.lastReportAtMs, report.receivedAtMs),
  };
}

/** Nothing when the report has no counters, or only those that were counted already. */
function readCounters(session: Session, report: Report, order: number): Pick<Session, "up" | "down"> | undefined {
  if (report.up === undefined && report.down === undefined) return undefined;
  if (order === 0) {
    // Two reports of one second: what has fallen came late.
    const rises = (report.up?.octets ?? 0n) >= session.up.last && (report.down?.octets ?? 0n) >= session.down.last;
    const same = report.up?.octets === session.up.last && report.down?.octets === session.down.last;
    if (!rises || same) return undefined;
  }
  return { up: readCounter(session.up, report.up), down: readCounter(session.down, report.down) };
}

function endAfter(session: Session, report: Report, moment: Moment, order: number): SessionEnd | undefined {
  if (report.kind === "stop") {
    if (session.end?.by === "nas") return session.end;
    return { by: "nas", atMs: moment.happenedAtMs, cause: report.terminateCause ?? "Unknown" };
  }
  const reopens =
    report.kind === "interim" &&
    session.end !== undefined &&
    session.end.by !== "nas" &&
    session.end.by !== "replaced" &&
    order > 0 &&
    moment.happenedAtMs > session.end.atMs;
  return reopens ? undefined : session.end;
}

/** Whether the session began when the report says that its session began, within what clocks and rounding allow. */
function isOf(session: Session, report: Report): boolean {
  return Math.abs(startOf(momentOf(report)) - session.startedAtMs) <= 60_000;
}
