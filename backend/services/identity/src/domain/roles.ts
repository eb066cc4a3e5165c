import { ok, type Result, refuse } from "@beacom/result";
import { allPermissions, isPermission, type Permission } from "#domain/permissions";

export type Role = { role: string; title: string; permissions: readonly string[]; builtIn: boolean };

export const ownerRole = "owner";

const reading = allPermissions.filter((permission) => permission.endsWith(".read"));
const ofTheBusiness: Permission[] = ["customers.read", "plans.read", "payments.read", "postpaid.manage"];

const builtIn: Record<string, { title: string; permissions: readonly string[] }> = {
  [ownerRole]: { title: "Owner", permissions: ["*"] },
  finance: {
    title: "Finance",
    permissions: [
      ...ofTheBusiness,
      "customers.notes",
      "postpaid.payments",
      "postpaid.correct",
      "approvals.read",
      "approvals.decide",
      "rules.read",
      "rules.manage",
      "ledger.read",
      "ledger.verify",
      "payments.manage",
      "vouchers.read",
      "vouchers.manage",
      "resellers.read",
      "resellers.manage",
      "settings.finance",
      "mass-actions.run",
      "mass-actions.approve",
      "audit.read",
    ],
  },
  support: {
    title: "Support",
    permissions: [
      ...ofTheBusiness,
      "customers.notes",
      "customers.restrict",
      "customers.impersonate",
      "rica.read",
      "rica.review",
      "approvals.read",
      "approvals.decide",
      "vouchers.read",
      "radius.read",
      "radius.disconnect",
      "messages.send",
    ],
  },
  noc: {
    title: "Network operations",
    permissions: ["customers.read", "radius.read", "radius.write", "radius.disconnect", "radius.certificates"],
  },
  technician: { title: "Field technician", permissions: ["customers.read", "customers.notes", "radius.read"] },
  reseller: { title: "Reseller", permissions: ["resellers.read", "resellers.sell"] },
  "read-only": { title: "Read only", permissions: reading },
};

export const builtInRoles: readonly Role[] = Object.entries(builtIn).map(([role, { title, permissions }]) => ({
  role,
  title,
  permissions,
  builtIn: true,
}));

export const builtInRole = (name: string): Role | undefined => builtInRoles.find(({ role }) => role === name);

export type RoleForm = { role: string; title: string; permissions: readonly string[] };
export type RoleRefusal = {
  kind:
    | "role-name-not-valid"
    | "title-not-valid"
    | "permission-unknown"
    | "permissions-missing"
    | "owner-stays-as-it-is";
};

/** A role of the operator's own, or another idea of a built-in one. Everything ("*") is the owner's alone. */
export function defineRole(form: RoleForm): Result<Role, RoleRefusal> {
  const role = form.role.trim();
  const title = form.title.trim();
  if (role === ownerRole) return refuse({ kind: "owner-stays-as-it-is" });
  if (!/^[a-z][a-z0-9-]{1,39}$/.test(role)) return refuse({ kind: "role-name-not-valid" });
  if (title === "" || title.length > 80) return refuse({ kind: "title-not-valid" });
  if (form.permissions.length === 0) return refuse({ kind: "permissions-missing" });
  if (!form.permissions.every(isPermission)) return refuse({ kind: "permission-unknown" });
  const permissions = allPermissions.filter((permission) => form.permissions.includes(permission));
  return ok({ role, title, permissions, builtIn: builtInRole(role) !== undefined });
}
