import type { CounterReading } from "#domain/octet-counter";

/** An Accounting-Request of one session, in our words: directions are the subscriber's, times are milliseconds since 1970. */
export type Report = {
  readonly kind: "start" | "interim" | "stop";
  readonly nasId: string;
  readonly nasSource: string;
  readonly acctSessionId: string;
  readonly username: string;
  readonly customerId: string | undefined;
  /** When it came in, by the server's clock. */
  readonly receivedAtMs: number;
  /** Acct-Delay-Time: for how long the NAS had been trying. Absent when it does not say. */
  readonly delaySeconds: number | undefined;
  /** Event-Timestamp: the NAS's own clock, which may be years off but is the same in a retransmission. */
  readonly nasClockMs: number | undefined;
  /** Acct-Session-Time: how long the session has lasted. */
  readonly sessionSeconds: number | undefined;
  readonly up: CounterReading | undefined;
  readonly down: CounterReading | undefined;
  readonly terminateCause: string | undefined;
  readonly nasIpAddress: string | undefined;
  readonly framedIpAddress: string | undefined;
  readonly callingStationId: string | undefined;
  readonly calledStationId: string | undefined;
  readonly nasPortId: string | undefined;
  readonly framedIpv6Prefix: string | undefined;
  readonly delegatedIpv6Prefix: string | undefined;
  /** The service version that was in the Access-Accept's Class. Absent when the NAS does not return Class. */
  readonly acceptedVersion: bigint | undefined;
  /** The counted login that it came from, from the Class. */
  readonly claimId: string | undefined;
};

/** A moment within a session, in the three clocks that a report may carry. */
export type Moment = {
  readonly happenedAtMs: number;
  readonly nasClockMs: number | undefined;
  readonly sessionSeconds: number | undefined;
};

export function momentOf(report: Report): Moment {
  return {
    happenedAtMs: report.receivedAtMs - (report.delaySeconds ?? 0) * 1000,
    nasClockMs: report.nasClockMs,
    sessionSeconds: report.kind === "start" ? (report.sessionSeconds ?? 0) : report.sessionSeconds,
  };
}

/** When the session began, by the server's clock, as far as this report knows. */
export function startOf(moment: Moment): number {
  return moment.happenedAtMs - (moment.sessionSeconds ?? 0) * 1000;
}

/**
 * Positive when `a` is later than `b`, both under one session id: the session's own time first, because no wall clock disturbs it. But
 * what the NAS's clock puts earlier is a late packet (perhaps of another session), however long its session had lasted.
 */
export function compareMoments(a: Moment, b: Moment): number {
  const byClock = a.nasClockMs !== undefined && b.nasClockMs !== undefined ? a.nasClockMs - b.nasClockMs : undefined;
  if (a.sessionSeconds !== undefined && b.sessionSeconds !== undefined) {
    return byClock !== undefined && byClock < 0 ? byClock : a.sessionSeconds - b.sessionSeconds;
  }
  return byClock ?? a.happenedAtMs - b.happenedAtMs;
}

/**
 * Whether the report's session began after `last`, a moment of a session with the same id. Both clocks must say so: the NAS's clock can
 * jump when it finds its time server, and the server's clock cannot tell a late packet from a new one.
 */
export function beganAfter(report: Report, last: Moment): boolean {
  const moment = momentOf(report);
  const lengthMs = (moment.sessionSeconds ?? 0) * 1000;
  if (moment.nasClockMs !== undefined && last.nasClockMs !== undefined && !wasPutBack(moment, last)) {
    // A Start is its own moment; of the others, length and time are each rounded to whole seconds.
    const grainMs = report.kind === "start" ? 0 : 1_000;
    const nasSaysSo = moment.nasClockMs - lengthMs > last.nasClockMs + grainMs;
    return nasSaysSo && moment.happenedAtMs - lengthMs > last.happenedAtMs - 2_000;
  }
  return moment.happenedAtMs - lengthMs > last.happenedAtMs + (report.delaySeconds === undefined ? 60_000 : 5_000);
}

/**
 * How much more the NAS's clock went on than the server's between two moments: little, unless one of them was set. Undefined where the NAS
 * tells no time.
 */
export function driftMs(from: Moment, to: Moment): number | undefined {
  if (from.nasClockMs === undefined || to.nasClockMs === undefined) return undefined;
  return to.nasClockMs - from.nasClockMs - (to.happenedAtMs - from.happenedAtMs);
}

/** By more than any packet is late: a router without a battery begins in 1970 each time. Only the server's clock tells then. */
const wasPutBack = (moment: Moment, last: Moment): boolean => (driftMs(last, moment) ?? 0) < -86_400_000;
