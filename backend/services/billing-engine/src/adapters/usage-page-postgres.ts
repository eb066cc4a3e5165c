import type { Sql } from "@beacom/postgres";
import { cursorOf, cursorParts, pageOf } from "#adapters/page-cursor";
import type { AccountViews, UsageView } from "#application/views";
import type { DeductionReason } from "#domain/account-event";

type SessionRow = {
  session_id: string;
  started_at: Date;
  last_report_at: Date;
  ended_at: Date | null;
  octets_down: bigint;
  octets_up: bigint;
  octets_free: bigint;
  octets_shared: bigint;
  octets_out_of_bundle: bigint;
  out_of_bundle_cents: bigint;
};
type DeductionRow = { session_id: string; bundle_id: string; name: string; octets: bigint; why: DeductionReason };

/** Sessions by their start, newest first, each with the bundles that paid for it. */
export const usagePageIn =
  (sql: Sql): AccountViews["usage"] =>
  async ({ customerId, cursor, limit }) => {
    const from = cursor === "" ? undefined : positionIn(cursor);
    if (from === null) return undefined;
    const sessions = await sql<SessionRow[]>`
      select * from session_usage where customer_id = ${customerId}
        ${from ? sql`and (started_at, session_id) < (${from.startedAt}, ${from.sessionId})` : sql``}
      order by started_at desc, session_id desc limit ${limit + 1}`;
    const page = pageOf(sessions, limit, (last) => cursorOf(last.started_at.getTime(), last.session_id));
    const ids = page.rows.map((row) => row.session_id);
    const deductions = await sql<DeductionRow[]>`
      select session_id, bundle_id, bundles.name, octets, why from deductions join bundles using (bundle_id)
      where deductions.customer_id = ${customerId} and session_id = any(${ids})
      order by bundles.expires_at, bundles.activated_at, bundles.plan_order, bundle_id`;
    const bySession = Map.groupBy(deductions, (row) => row.session_id);
    return { ...page, rows: page.rows.map((row) => usageOf(row, bySession.get(row.session_id) ?? [])) };
  };

function positionIn(cursor: string): { startedAt: Date; sessionId: string } | null {
  const [startedAt, sessionId] = cursorParts(cursor, 2) ?? [];
  const date = new Date(Number(startedAt));
  return sessionId === undefined || Number.isNaN(date.getTime()) ? null : { startedAt: date, sessionId };
}

const usageOf = (row: SessionRow, deductions: readonly DeductionRow[]): UsageView => ({
  sessionId: row.session_id,
  startedAt: row.started_at,
  lastReportAt: row.last_report_at,
  endedAt: row.ended_at,
  octetsDown: row.octets_down,
  octetsUp: row.octets_up,
  octetsFree: row.octets_free,
  octetsShared: row.octets_shared,
  octetsOutOfBundle: row.octets_out_of_bundle,
  outOfBundleCents: row.out_of_bundle_cents,
  deductions: deductions.map(({ bundle_id: bundleId, name: bundleName, octets, why }) => ({
    bundleId,
    bundleName,
    octets,
    why,
  })),
});
