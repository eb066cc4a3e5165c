import { arrayLiteral, type Tx } from "@beacom/postgres";
import { type AccountFact, factsOf } from "#adapters/projections/fact";
import type { DeductionReason, UsageCharged } from "#domain/account-event";

type Session = UsageCharged & {
  customerId: string;
  freeHere: bigint;
  sharedHere: bigint;
  tariffHere: bigint;
  tariffCents: bigint;
  lastReportAt: Date;
};
type Deducted = { customer_id: string; session_id: string; bundle_id: string; octets: bigint; why: DeductionReason };

export async function projectSessions(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const sessions = new Map<string, Session>();
  const deductions = new Map<string, Deducted>();
  for (const { id: customerId, event } of factsOf(facts, "UsageCharged")) {
    const key = `${customerId} ${event.sessionId}`;
    const before = sessions.get(key);
    sessions.set(key, {
      ...event,
      customerId,
      freeHere: (before?.freeHere ?? 0n) + event.octetsFree,
      sharedHere: (before?.sharedHere ?? 0n) + (event.shared?.octets ?? 0n),
      tariffHere: (before?.tariffHere ?? 0n) + (event.outOfBundle?.octets ?? 0n),
      tariffCents: (before?.tariffCents ?? 0n) + (event.outOfBundle?.cents ?? 0n),
      lastReportAt: before && before.lastReportAt > event.reportedAt ? before.lastReportAt : event.reportedAt,
    });
    for (const { bundleId, octets, why } of event.deductions) {
      const ids = { customer_id: customerId, session_id: event.sessionId, bundle_id: bundleId };
      const deducted = deductions.get(`${key} ${bundleId}`) ?? { ...ids, octets: 0n, why };
      deductions.set(`${key} ${bundleId}`, { ...deducted, octets: deducted.octets + octets });
    }
  }
  if (sessions.size === 0) return;
  await Promise.all([writeSessions(tx, [...sessions.values()]), writeDeductions(tx, [...deductions.values()])]);
}

async function writeSessions(tx: Tx, sessions: readonly Session[]): Promise<void> {
  const column = (of: (session: Session) => string | bigint | Date | null) => arrayLiteral(sessions.map(of));
  await tx`
    insert into session_usage (customer_id, session_id, started_at, last_report_at, ended_at, octets_down, octets_up,
      octets_free, octets_shared, octets_out_of_bundle, out_of_bundle_cents)
    select * from unnest(
      ${column(({ customerId }) => customerId)}::text[],
      ${column(({ sessionId }) => sessionId)}::text[],
      ${column(({ startedAt }) => startedAt)}::timestamptz[],
      ${column(({ lastReportAt }) => lastReportAt)}::timestamptz[],
      ${column(({ endedAt }) => endedAt)}::timestamptz[],
      ${column(({ octetsDown }) => octetsDown)}::bigint[],
      ${column(({ octetsUp }) => octetsUp)}::bigint[],
      ${column(({ freeHere }) => freeHere)}::bigint[],
      ${column(({ sharedHere }) => sharedHere)}::bigint[],
      ${column(({ tariffHere }) => tariffHere)}::bigint[],
      ${column(({ tariffCents }) => tariffCents)}::bigint[])
    on conflict (customer_id, session_id) do update set
      last_report_at = greatest(session_usage.last_report_at, excluded.last_report_at),
      ended_at = excluded.ended_at,
      octets_down = excluded.octets_down,
      octets_up = excluded.octets_up,
      octets_free = session_usage.octets_free + excluded.octets_free,
      octets_shared = session_usage.octets_shared + excluded.octets_shared,
      octets_out_of_bundle = session_usage.octets_out_of_bundle + excluded.octets_out_of_bundle,
      out_of_bundle_cents = session_usage.out_of_bundle_cents + excluded.out_of_bundle_cents`;
}

async function writeDeductions(tx: Tx, rows: readonly Deducted[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into deductions (customer_id, session_id, bundle_id, octets, why)
    select * from unnest(
      ${arrayLiteral(rows.map(({ customer_id }) => customer_id))}::text[],
      ${arrayLiteral(rows.map(({ session_id }) => session_id))}::text[],
      ${arrayLiteral(rows.map(({ bundle_id }) => bundle_id))}::text[],
      ${arrayLiteral(rows.map(({ octets }) => octets))}::bigint[],
      ${arrayLiteral(rows.map(({ why }) => why))}::text[])
    on conflict (customer_id, session_id, bundle_id) do update set octets = deductions.octets + excluded.octets`;
}
