import { arrayLiteral, type Tx } from "@beacom/postgres";
import type { NewStaff, StaffRecords } from "#application/staff-ports";
import { builtInRole } from "#domain/roles";
import type { StaffMember } from "#domain/staff";

type Row = {
  staff_id: string;
  name: string;
  email: string;
  role: string;
  sites: string[] | null;
  resellers: string[] | null;
  role_permissions: string[] | null;
  elevated_permissions: string[] | null;
  elevated_until: Date | null;
  created_at: Date;
  deactivated_at: Date | null;
};

export const staffIn = (tx: Tx): StaffRecords => {
  const columns = tx`s.staff_id, s.name, s.email, s.role, s.sites, s.resellers, s.created_at, s.deactivated_at,
    r.permissions as role_permissions`;
  /** All that was granted for hours and is in force; it ends where the first of it does. */
  const elevatedAt = (at: Date) => tx`
    left join lateral (
      select array_agg(distinct granted) as elevated_permissions, min(e.ends_at) as elevated_until
      from elevations e, unnest(e.permissions) granted where e.staff_id = s.staff_id and e.ends_at > ${at}) e on true`;
  const insert = ({ staffId, name, email, passwordHash, role, sites, resellers, at }: NewStaff) => tx`
    insert into staff (staff_id, name, email, password_hash, role, sites, resellers, created_at)
    select ${staffId}, ${name}, ${email}, ${passwordHash}, ${role}, ${listOrNull(sites)}::text[],
      ${listOrNull(resellers)}::text[], ${at}`;
  return {
    async addFirst(staff) {
      await tx`select pg_advisory_xact_lock(hashtextextended('first staff', 0))`;
      const added = await tx`${insert(staff)} where not exists (select from staff)`;
      return added.count === 1;
    },
    async add(staff) {
      await insert(staff);
    },
    async find(staffId, at) {
      const [row] = await tx<Row[]>`
        select ${columns}, e.* from staff s left join roles r using (role) ${elevatedAt(at)}
        where s.staff_id = ${staffId}`;
      return row && memberOf(row);
    },
    async withEmail(email) {
      const [row] = await tx<Row[]>`
        select ${columns} from staff s left join roles r using (role) where s.email = ${email}`;
      return row && memberOf(row);
    },
    async signingInAs(email) {
      const [row] = await tx<(Row & { password_hash: string })[]>`
        select ${columns}, s.password_hash from staff s left join roles r using (role)
        where s.email = ${email} and s.deactivated_at is null`;
      return row && { ...memberOf(row), passwordHash: row.password_hash };
    },
    async all(at) {
      const rows = await tx<Row[]>`
        select ${columns}, e.* from staff s left join roles r using (role) ${elevatedAt(at)}
        order by s.deactivated_at is not null, s.name, s.staff_id`;
      return rows.map(memberOf);
    },
    async replacePasswordHash(staffId, passwordHash) {
      await tx`update staff set password_hash = ${passwordHash} where staff_id = ${staffId}`;
    },
    async changeRole(staffId, { role, sites, resellers }) {
      await tx`
        update staff set role = ${role}, sites = ${listOrNull(sites)}::text[],
          resellers = ${listOrNull(resellers)}::text[]
        where staff_id = ${staffId}`;
    },
    async deactivate(staffId, at) {
      await tx`update staff set deactivated_at = ${at} where staff_id = ${staffId}`;
    },
    async reactivate(staffId) {
      await tx`update staff set deactivated_at = null where staff_id = ${staffId}`;
    },
  };
};

export const listOrNull = (entries: readonly string[] | undefined): string | null =>
  entries === undefined ? null : arrayLiteral([...entries]);

const memberOf = (row: Row): StaffMember => ({
  staffId: row.staff_id,
  name: row.name,
  email: row.email,
  role: row.role,
  sites: row.sites ?? undefined,
  resellers: row.resellers ?? undefined,
  // A role that has been taken away allows nothing.
  permissions: row.role_permissions ?? builtInRole(row.role)?.permissions ?? [],
  elevated:
    row.elevated_permissions && row.elevated_until
      ? { permissions: row.elevated_permissions, until: row.elevated_until }
      : undefined,
  createdAt: row.created_at,
  deactivatedAt: row.deactivated_at ?? undefined,
});
