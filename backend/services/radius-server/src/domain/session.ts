import { type OctetCounter, readCounter, zeroCounter } from "#domain/octet-counter";
import { beganAfter, compareMoments, driftMs, type Moment, momentOf, type Report, startOf } from "#domain/report";

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
  if (
    newest === undefined ||
    (!goesOn(newest, report) && !hasGrown(newest, report) && beganAfter(report, newest.counted))
  ) {
    const begun = begin(report, open());
    // However long its packets were on their way: the newest is where the next report looks first, or it would begin once more.
    const opened = newest ? { ...begun, startedAtMs: Math.max(begun.startedAtMs, newest.startedAtMs + 1) } : begun;
    const replaced = newest?.end === undefined && newest ? [endSession(newest, "replaced", report.receivedAtMs)] : [];
    return { kind: "changed", sessions: [...replaced, opened], told: true };
  }
  const session = known.slice(1).find((earlier) => isOf(earlier, report) && !isOf(newest, report)) ?? newest;
  if (session === newest && isOfNobody(newest, report)) return { kind: "repeated" };
  const next = advance(session, report, session === newest);
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
  return advance(session, report, true);
}

/** Whatever came before the newest session of a key is over, so only the newest can go on. */
function advance(session: Session, report: Report, isNewest: boolean): Session {
  const moment = momentOf(report);
  const order = hasLasted(session, moment) ? 1 : compareMoments(moment, session.counted);
  const counters = order >= 0 ? readCounters(session, report, order) : undefined;
  const end = isNewest || report.kind === "stop" ? endAfter(session, report, moment, order) : session.end;
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
    lastReportAtMs: latest(session.lastReportAtMs, report.receivedAtMs),
  };
}

/** More than reports overtake each other by: the server's clock was put back in between. */
export const putBackMs = 3_600_000;

const latest = (knownMs: number, receivedAtMs: number): number =>
  knownMs - receivedAtMs > putBackMs ? receivedAtMs : Math.max(knownMs, receivedAtMs);

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
    if (session.end?.by === "nas" || isOfBefore(session, moment, order)) return session.end;
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

/**
 * A report that does not say how long its session has lasted (some NASes tell it in the Stop alone) does not say when that began: it is of
 * the session that nobody has stopped. Taken for a new one, each would be charged from zero.
 */
function goesOn(newest: Session, report: Report): boolean {
  return report.kind !== "start" && report.sessionSeconds === undefined && newest.end?.by !== "nas";
}

/**
 * It has lasted longer and used more than the open one, as the same one does. Only clocks that agree with each other can say that it is
 * another all the same: else one of them was set in between, and the session would be split and charged from zero.
 */
function hasGrown(newest: Session, report: Report): boolean {
  const { counted, up, down } = newest;
  const moment = momentOf(report);
  if (newest.end || report.kind === "start") return false;
  if ((moment.sessionSeconds ?? -1) < (counted.sessionSeconds ?? 0)) return false;
  if ((report.up?.octets ?? up.last) < up.last || (report.down?.octets ?? down.last) < down.last) return false;
  const drift = driftMs(counted, moment);
  // Without a clock of the NAS's own there is only the server's, and an open session is not silent for so long.
  if (drift === undefined) return startOf(moment) - counted.happenedAtMs > longestOnTheWayMs;
  return Math.abs(drift) > 60_000;
}

/** The NAS's clock was put back: by the server's the report's session began when this one did, and has lasted longer than what was counted. */
function hasLasted(session: Session, moment: Moment): boolean {
  const { counted, startedAtMs } = session;
  if (moment.sessionSeconds === undefined || counted.sessionSeconds === undefined) return false;
  // Less looks like a late packet, perhaps of the session before; soon the NAS's clock has caught up.
  if ((driftMs(counted, moment) ?? 0) > -120_000) return false;
  const isLater = moment.sessionSeconds > counted.sessionSeconds && moment.happenedAtMs > counted.happenedAtMs;
  return isLater && Math.abs(startOf(moment) - startedAtMs) <= 5_000;
}

/** A late Stop of a session before this one, of which nobody knows any more: both clocks put it before this one's beginning. */
function isOfBefore(session: Session, moment: Moment, order: number): boolean {
  const byNasClock = moment.nasClockMs !== undefined && session.counted.nasClockMs !== undefined && order < 0;
  return byNasClock && moment.happenedAtMs < session.startedAtMs - 2_000;
}

const longestOnTheWayMs = 86_400_000;

/**
 * A late report of a session before the newest, of which nobody knows any more. A NAS's clock would put it before what was counted; where there
 * is none, it must not be taken for the newest because its session had lasted longer. What is earlier by more than a day comes from a
 * server whose clock went back.
 */
function isOfNobody(newest: Session, report: Report): boolean {
  if (report.nasClockMs !== undefined && newest.counted.nasClockMs !== undefined) return false;
  const earlierMs = newest.startedAtMs - momentOf(report).happenedAtMs;
  return earlierMs > 60_000 && earlierMs < longestOnTheWayMs;
}

/** Whether the session began when the report says that its session began, within what clocks and rounding allow. */
function isOf(session: Session, report: Report): boolean {
  return Math.abs(startOf(momentOf(report)) - session.startedAtMs) <= 60_000;
}
