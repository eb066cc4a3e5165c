import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction } from "#application/ports";
import { acting } from "#application/staff/acting";
import type { RoleRecords } from "#application/staff-ports";
import type { Actor } from "#domain/events";
import { staffPerson } from "#domain/person";
import { builtInRole, defineRole, type Role, type RoleForm, type RoleRefusal } from "#domain/roles";
import { coversRightsOf } from "#domain/staff";

type Needs = { inTransaction: InTransaction; clock: () => Date };
type RightsRefusal = { kind: "permission-missing" | "more-rights-than-yours" };

export type ListRoles = () => Promise<Awaited<ReturnType<RoleRecords["all"]>>>;
export const listRolesWith =
  ({ inTransaction }: Pick<Needs, "inTransaction">): ListRoles =>
  () =>
    inTransaction((records) => records.roles.all());

export type DefineRole = (request: { by: Actor; form: RoleForm }) => Promise<Result<Role, RoleRefusal | RightsRefusal>>;

/** Holds at once for everybody who has the role. */
export function defineRoleWith({ inTransaction, clock }: Needs): DefineRole {
  return async ({ by, form }) => {
    const defined = defineRole(form);
    if (!defined.ok) return defined;
    const role = defined.value;
    const at = clock();
    return inTransaction(async (records) => {
      await records.hold({ all: "roles" });
      const actor = await acting(records, by, at);
      if (!actor.ok) return actor;
      const before = await records.roles.named(role.role);
      for (const { permissions } of [role, ...(before ? [before] : [])])
        if (!coversRightsOf(actor.value, { ...actor.value, permissions }))
          return refuse({ kind: "more-rights-than-yours" });
      await records.roles.write(role, at);
      const members = (await records.staff.all(at)).filter((member) => member.role === role.role);
      await records.publish([
        ...members.map(({ staffId }) => ({ type: "AccessEnded" as const, at, person: staffPerson(staffId) })),
        {
          type: "StaffActed",
          at,
          by,
          action: "role.defined",
          subject: { kind: "role", id: role.role },
          reason: "",
          ...(before && { before: roleJson(before) }),
          after: roleJson(role),
        },
      ]);
      return ok(role);
    });
  };
}

export type RemoveRole = (request: {
  by: Actor;
  role: string;
}) => Promise<Result<true, { kind: "role-unknown" | "role-in-use" } | RightsRefusal>>;

/** A built-in role becomes what it was; one of the operator's own goes away when nobody has it any more. */
export function removeRoleWith({ inTransaction, clock }: Needs): RemoveRole {
  return async ({ by, role: name }) => {
    const at = clock();
    return inTransaction(async (records) => {
      await records.hold({ all: "roles" });
      const actor = await acting(records, by, at);
      if (!actor.ok) return actor;
      const role = (await records.roles.all()).find((known) => known.role === name);
      if (!role?.changed) return refuse({ kind: "role-unknown" });
      const original = builtInRole(name);
      const invited = (await records.invitations.open(at)).some((invitation) => invitation.role === name);
      if (!original && (role.members > 0 || invited)) return refuse({ kind: "role-in-use" });
      for (const { permissions } of [role, ...(original ? [original] : [])])
        if (!coversRightsOf(actor.value, { ...actor.value, permissions }))
          return refuse({ kind: "more-rights-than-yours" });
      await records.roles.remove(name);
      await records.publish([
        {
          type: "StaffActed",
          at,
          by,
          action: original ? "role.restored" : "role.removed",
          subject: { kind: "role", id: name },
          reason: "",
          before: roleJson(role),
          ...(original && { after: roleJson(original) }),
        },
      ]);
      return ok(true);
    });
  };
}

const roleJson = ({ title, permissions }: Role) => ({ title, permissions: [...permissions] });
