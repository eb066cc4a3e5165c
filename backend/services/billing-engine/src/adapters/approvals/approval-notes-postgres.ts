import { createHash, randomBytes } from "node:crypto";
import type { Sql } from "@beacom/postgres";
import type { ApprovalNotes } from "#application/approvals/approval-notes";

export const approvalNotesIn = (sql: Sql): ApprovalNotes => ({
  async keep(approvalId, note) {
    // Without it, a short note could be guessed from its hash after it was erased.
    const salt = randomBytes(16).toString("hex");
    await sql`insert into approval_notes (approval_id, salt, note) values (${approvalId}, ${salt}, ${note})`;
    return commitmentTo(salt, note);
  },
  async find(approvalId) {
    const [row] = await sql<{ salt: string; note: string }[]>`
      select salt, note from approval_notes where approval_id = ${approvalId}`;
    return row && { note: row.note, commitment: commitmentTo(row.salt, row.note) };
  },
  async erase(approvalId) {
    await sql`delete from approval_notes where approval_id = ${approvalId}`;
  },
});

const commitmentTo = (salt: string, note: string): string =>
  createHash("sha256").update(salt).update(note).digest("hex");
