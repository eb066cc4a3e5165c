import type { Session, SessionEnd } from "#domain/session";

export type SessionRow = {
  session_id: string;
  customer_id: string | null;
  nas_id: string;
  nas_source: string;
  nas_ip_address: string | null;
  acct_session_id: string;
  username: string;
  framed_ip_address: string | null;
  calling_station_id: string | null;
  called_station_id: string | null;
  nas_port_id: string | null;
  framed_ipv6_prefix: string | null;
  delegated_ipv6_prefix: string | null;
  claim_id: string | null;
  started_at: Date;
  last_report_at: Date;
  ended_at: Date | null;
  ended_by: SessionEnd["by"] | null;
  terminate_cause: string | null;
  octets_up: bigint;
  octets_down: bigint;
  counter_up: bigint;
  counter_down: bigint;
  counted_session_seconds: bigint | null;
  counted_nas_clock: Date | null;
  counted_at: Date;
  applied_version: bigint;
  revision: number;
};

export const sessionOf = (row: SessionRow): Session => ({
  sessionId: row.session_id,
  customerId: row.customer_id ?? undefined,
  nasId: row.nas_id,
  nasSource: row.nas_source,
  nasIpAddress: row.nas_ip_address ?? undefined,
  acctSessionId: row.acct_session_id,
  username: row.username,
  framedIpAddress: row.framed_ip_address ?? undefined,
  callingStationId: row.calling_station_id ?? undefined,
  calledStationId: row.called_station_id ?? undefined,
  nasPortId: row.nas_port_id ?? undefined,
  framedIpv6Prefix: row.framed_ipv6_prefix ?? undefined,
  delegatedIpv6Prefix: row.delegated_ipv6_prefix ?? undefined,
  claimId: row.claim_id ?? undefined,
  startedAtMs: row.started_at.getTime(),
  lastReportAtMs: row.last_report_at.getTime(),
  end: row.ended_at
    ? { by: row.ended_by ?? "nas", atMs: row.ended_at.getTime(), cause: row.terminate_cause ?? "" }
    : undefined,
  up: { last: row.counter_up, total: row.octets_up },
  down: { last: row.counter_down, total: row.octets_down },
  counted: {
    happenedAtMs: row.counted_at.getTime(),
    nasClockMs: row.counted_nas_clock?.getTime(),
    sessionSeconds: row.counted_session_seconds === null ? undefined : Number(row.counted_session_seconds),
  },
  appliedVersion: row.applied_version,
  revision: row.revision,
});

/** The columns as JSON takes them. */
export function rowOf(session: Session) {
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
