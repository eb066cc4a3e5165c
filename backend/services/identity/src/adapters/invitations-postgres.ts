import type { Tx } from "@beacom/postgres";
import { listOrNull } from "#adapters/staff-postgres";
import type { InvitationRecords } from "#application/staff-ports";
import type { Invitation } from "#domain/invitation";

type Row = {
  invitation_id: string;
  email: string;
  name: string;
  role: string;
  sites: string[] | null;
  resellers: string[] | null;
  invited_by: string;
  invited_at: Date;
  expires_at: Date;
  accepted_at: Date | null;
  withdrawn_at: Date | null;
};

export const invitationsIn = (tx: Tx): InvitationRecords => {
  const columns = tx`invitation_id, email, name, role, sites, resellers, invited_by, invited_at, expires_at,
    accepted_at, withdrawn_at`;
  return {
    async add({ invitationId, email, name, role, sites, resellers, tokenHash, invitedBy, invitedAt, expiresAt }) {
      await tx`
        insert into invitations (invitation_id, email, name, role, sites, resellers, token_hash, invited_by, invited_at,
          expires_at)
        values (${invitationId}, ${email}, ${name}, ${role}, ${listOrNull(sites)}::text[],
          ${listOrNull(resellers)}::text[], ${tokenHash}, ${invitedBy}, ${invitedAt}, ${expiresAt})`;
    },
    async find(invitationId) {
      const [row] = await tx<Row[]>`
        select ${columns} from invitations where invitation_id = ${invitationId} for update`;
      return row && invitationOf(row);
    },
    async open(at) {
      const rows = await tx<Row[]>`
        select ${columns} from invitations
        where accepted_at is null and withdrawn_at is null and expires_at > ${at} order by invited_at desc`;
      return rows.map(invitationOf);
    },
    async holdByToken(tokenHash) {
      const [row] = await tx<Row[]>`select ${columns} from invitations where token_hash = ${tokenHash} for update`;
      return row && invitationOf(row);
    },
    async accept(invitationId, at) {
      await tx`update invitations set accepted_at = ${at} where invitation_id = ${invitationId}`;
    },
    async withdraw(invitationId, at) {
      await tx`update invitations set withdrawn_at = ${at} where invitation_id = ${invitationId}`;
    },
    async withdrawOpenOf(email, at) {
      await tx`
        update invitations set withdrawn_at = ${at}
        where email = ${email} and accepted_at is null and withdrawn_at is null`;
    },
  };
};

const invitationOf = (row: Row): Invitation => ({
  invitationId: row.invitation_id,
  email: row.email,
  name: row.name,
  role: row.role,
  sites: row.sites ?? undefined,
  resellers: row.resellers ?? undefined,
  invitedBy: row.invited_by,
  invitedAt: row.invited_at,
  expiresAt: row.expires_at,
  acceptedAt: row.accepted_at ?? undefined,
  withdrawnAt: row.withdrawn_at ?? undefined,
});
