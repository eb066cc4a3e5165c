import { ok, type Result, refuse } from "@beacom/result";
import type { InTransaction, Records } from "#application/ports";
import { acting, nameOf } from "#application/staff/acting";
import { scopesJson } from "#application/staff/invite";
import type { Actor } from "#domain/events";
import { staffPerson } from "#domain/person";
import { ownerRole } from "#domain/roles";
import { coversRightsOf, readScope, type Scopes, type StaffMember } from "#domain/staff";

type Refusal = {
  kind:
    | "reason-missing"
    | "staff-unknown"
    | "role-unknown"
    | "permission-missing"
    | "more-rights-than-yours"
    | "not-on-oneself"
    | "last-owner"
    | "deactivated-already"
    | "active-already";
};
type Needs = { inTransaction: InTransaction; clock: () => Date };
type OnStaff = { by: Actor; staffId: string; reason: string };

export type ChangeRole = (request: OnStaff & { role: string } & Scopes) => Promise<Result<StaffMember, Refusal>>;

/** What was signed before is not accepted any more, so that the new rights hold at once; sessions go on. */
export function changeRoleWith({ inTransaction, clock }: Needs): ChangeRole {
  return async ({ by, staffId, reason, role, ...given }) => {
    const scopes = { sites: readScope(given.sites), resellers: readScope(given.resellers) };
    const at = clock();
    return inTransaction(async (records) => {
      const changing = await changeOf(records, { by, staffId, reason }, at);
      if (!changing.ok) return changing;
      const { member, rights } = changing.value;
      if (nameOf(by) === staffId) return refuse({ kind: "not-on-oneself" });
      const next = await records.roles.named(role);
      if (!next) return refuse({ kind: "role-unknown" });
      if (!coversRightsOf(rights, { permissions: next.permissions, ...scopes }))
        return refuse({ kind: "more-rights-than-yours" });
      if (role !== ownerRole && (await isLastOwner(records, member, at))) return refuse({ kind: "last-owner" });
      await records.staff.changeRole(staffId, { role, ...scopes });
      const before = { role: member.role, ...scopesJson(member) };
      const after = { role, ...scopesJson(scopes) };
      await publishAct(records, { by, staffId, reason, at, action: "staff.role-changed", before, after });
      return ok({ ...member, role, permissions: next.permissions, ...scopes });
    });
  };
}

export type Deactivate = (request: OnStaff) => Promise<Result<true, Refusal>>;

/** Somebody who leaves: every session ends at once. Whatever they did stays on record under their name. */
export function deactivateWith({ inTransaction, clock }: Needs): Deactivate {
  return async (request) => {
    const at = clock();
    return inTransaction(async (records) => {
      const changing = await changeOf(records, request, at);
      if (!changing.ok) return changing;
      const { member } = changing.value;
      const { by, staffId, reason } = request;
      if (member.deactivatedAt) return refuse({ kind: "deactivated-already" });
      if (await isLastOwner(records, member, at)) return refuse({ kind: "last-owner" });
      await records.staff.deactivate(staffId, at);
      await records.sessions.endAll(staffPerson(staffId), "deactivated", at);
      await publishAct(records, { by, staffId, reason, at, action: "staff.deactivated" });
      return ok(true);
    });
  };
}

export type Reactivate = (request: OnStaff) => Promise<Result<true, Refusal>>;

export function reactivateWith({ inTransaction, clock }: Needs): Reactivate {
  return async (request) => {
    const at = clock();
    return inTransaction(async (records) => {
      const changing = await changeOf(records, request, at);
      if (!changing.ok) return changing;
      const { by, staffId, reason } = request;
      if (!changing.value.member.deactivatedAt) return refuse({ kind: "active-already" });
      await records.staff.reactivate(staffId);
      await publishAct(records, { by, staffId, reason, at, action: "staff.reactivated" });
      return ok(true);
    });
  };
}

/** One such change after the other: two owners who take the role from each other at the same moment would leave none. */
async function changeOf(records: Records, { by, staffId, reason }: OnStaff, at: Date) {
  if (reason.trim() === "") return refuse({ kind: "reason-missing" as const });
  await records.hold({ all: "roles" });
  const rights = await acting(records, by, at);
  if (!rights.ok) return rights;
  const member = await records.staff.find(staffId, at);
  if (!member) return refuse({ kind: "staff-unknown" as const });
  if (!coversRightsOf(rights.value, member)) return refuse({ kind: "more-rights-than-yours" as const });
  await records.hold({ person: staffId });
  return ok({ member, rights: rights.value });
}

async function isLastOwner(records: Records, member: StaffMember, at: Date): Promise<boolean> {
  if (member.role !== ownerRole || member.deactivatedAt) return false;
  const others = (await records.staff.all(at)).filter(
    ({ staffId, role, deactivatedAt }) => staffId !== member.staffId && role === ownerRole && !deactivatedAt,
  );
  return others.length === 0;
}

type Act = OnStaff & { at: Date; action: string; before?: object; after?: object };

function publishAct(records: Records, { by, staffId, reason, at, action, before, after }: Act): Promise<void> {
  const subject = { kind: "staff", id: staffId } as const;
  return records.publish([
    { type: "AccessEnded", at, person: staffPerson(staffId) },
    {
      type: "StaffActed",
      at,
      by,
      action,
      subject,
      reason: reason.trim().slice(0, 500),
      ...(before && { before: { ...before } }),
      ...(after && { after: { ...after } }),
    },
  ]);
}
