import { arrayLiteral, type Tx } from "@beacom/postgres";
import type { RoleRecords } from "#application/staff-ports";
import { builtInRole, builtInRoles, type Role } from "#domain/roles";

type Row = { role: string; title: string; permissions: string[] };

export const rolesIn = (tx: Tx): RoleRecords => ({
  async named(name) {
    const [row] = await tx<Row[]>`select role, title, permissions from roles where role = ${name}`;
    return row ? roleOf(row) : builtInRole(name);
  },
  async all() {
    const rows = await tx<Row[]>`select role, title, permissions from roles order by title, role`;
    const counts = await tx<{ role: string; members: number }[]>`
      select role, count(*)::integer as members from staff where deactivated_at is null group by role`;
    const members = new Map(counts.map((count) => [count.role, count.members]));
    const kept = new Map(rows.map((row) => [row.role, roleOf(row)]));
    const own = [...kept.values()].filter(({ builtIn }) => !builtIn);
    return [...builtInRoles.map((role) => kept.get(role.role) ?? role), ...own].map((role) => ({
      ...role,
      members: members.get(role.role) ?? 0,
      changed: kept.has(role.role),
    }));
  },
  async write({ role, title, permissions }, at) {
    await tx`
      insert into roles (role, title, permissions, changed_at)
      values (${role}, ${title}, ${arrayLiteral([...permissions])}::text[], ${at})
      on conflict (role) do update set
        title = excluded.title, permissions = excluded.permissions, changed_at = excluded.changed_at`;
  },
  async remove(role) {
    await tx`delete from roles where role = ${role}`;
  },
});

const roleOf = (row: Row): Role => ({ ...row, builtIn: builtInRole(row.role) !== undefined });
