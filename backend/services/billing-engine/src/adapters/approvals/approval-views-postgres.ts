import type { Sql } from "@beacom/postgres";
import { changeShape } from "#adapters/approvals/stored-approvals";
import { cursorOf, cursorParts, pageOf } from "#adapters/page-cursor";
import type { ApprovalView, ApprovalViews } from "#application/approvals/views";
import type { ApprovalState } from "#domain/approvals/approval";

type Row = {
  readonly approval_id: string;
  readonly change: string;
  readonly stake_cents: bigint;
  readonly reason_code: string;
  readonly note: string | null;
  readonly proposed_by: string;
  readonly proposed_at: Date;
  readonly expires_at: Date;
  readonly state: ApprovalState;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly reversal_id: string | null;
};

export function approvalViewsIn(sql: Sql): ApprovalViews {
  const approvals = sql`select approvals.*, approval_notes.note from approvals left join approval_notes using (approval_id)`;
  return {
    async approval(approvalId) {
      const [row] = await sql<Row[]>`${approvals} where approval_id = ${approvalId}`;
      return row && approvalView(row);
    },
    async proposed(proposalKey) {
      const [row] = await sql<Row[]>`${approvals} where proposal_key = ${proposalKey}`;
      return row && approvalView(row);
    },
    async open({ at, cursor, limit }) {
      const [ms = "", after = ""] = cursor === "" ? [] : (cursorParts(cursor, 2) ?? []);
      if (cursor !== "" && !(/^\d{1,15}$/.test(ms) && /^[\w-]{1,64}$/.test(after))) return undefined;
      const rows = await sql<Row[]>`
        ${approvals} where state = 'proposed' and expires_at > ${at}
          ${cursor === "" ? sql`` : sql`and (expires_at, approval_id) > (${new Date(Number(ms))}, ${after})`}
        order by expires_at, approval_id limit ${limit + 1}`;
      return pageOf(rows.map(approvalView), limit, (last) => cursorOf(last.expiresAt.getTime(), last.approvalId));
    },
    async of(subject, limit) {
      const rows = await sql<Row[]>`
        ${approvals} where subject = ${subject} order by proposed_at desc, approval_id desc limit ${limit}`;
      return rows.map(approvalView);
    },
    async lapsed({ at, limit }) {
      const rows = await sql<{ approval_id: string }[]>`
        select approval_id from approvals where state = 'proposed' and expires_at <= ${at}
        order by expires_at, approval_id limit ${limit}`;
      return rows.map((row) => row.approval_id);
    },
  };
}

const approvalView = (row: Row): ApprovalView => ({
  approvalId: row.approval_id,
  change: changeShape.read(JSON.parse(row.change)),
  stakeCents: row.stake_cents,
  reasonCode: row.reason_code,
  note: row.note ?? "",
  proposedBy: row.proposed_by,
  proposedAt: row.proposed_at,
  expiresAt: row.expires_at,
  state: row.state,
  decidedBy: row.decided_by,
  decidedAt: row.decided_at,
  reversalId: row.reversal_id,
});
