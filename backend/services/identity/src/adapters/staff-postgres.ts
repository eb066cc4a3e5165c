import type { Tx } from "@beacom/postgres";
import type { StaffRecords } from "#application/staff-ports";
import type { StaffMember } from "#domain/staff";

type Row = {
  staff_id: string;
  name: string;
  email: string;
  permissions: string[];
  role: string;
  created_at: Date;
  deactivated_at: Date | null;
};

export const staffIn = (tx: Tx): StaffRecords => {
  const columns = tx`staff_id, name, email, permissions, role, created_at, deactivated_at`;
  return {
    async addFirst({ staffId, name, email, passwordHash, permissions, role, at }) {
      await tx`select pg_advisory_xact_lock(hashtextextended('first staff', 0))`;
      const added = await tx`
        insert into staff (staff_id, name, email, password_hash, permissions, role, created_at)
        select ${staffId}, ${name}, ${email}, ${passwordHash}, ${[...permissions]}::text[], ${role}, ${at}
        where not exists (select from staff)`;
      return added.count === 1;
    },
    async find(staffId) {
      const [row] = await tx<Row[]>`select ${columns} from staff where staff_id = ${staffId}`;
      return row && memberOf(row);
    },
    async signingInAs(email) {
      const [row] = await tx<(Row & { password_hash: string })[]>`
        select ${columns}, password_hash from staff where email = ${email} and deactivated_at is null`;
      return row && { ...memberOf(row), passwordHash: row.password_hash };
    },
    async replacePasswordHash(staffId, passwordHash) {
      await tx`update staff set password_hash = ${passwordHash} where staff_id = ${staffId}`;
    },
  };
};

const memberOf = (row: Row): StaffMember => ({
  staffId: row.staff_id,
  name: row.name,
  email: row.email,
  permissions: row.permissions,
  role: row.role,
  createdAt: row.created_at,
  deactivatedAt: row.deactivated_at ?? undefined,
});
