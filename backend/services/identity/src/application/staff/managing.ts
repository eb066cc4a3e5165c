import { ok, type Result, refuse } from "@beacom/result";
import type { Records } from "#application/ports";
import type { Permission } from "#domain/permissions";
import { mayDo, permissionsNow, type StaffMember } from "#domain/staff";

/** Whoever manages others, as what is kept says at this moment: the token may be a quarter of an hour old. */
export async function managing(
  records: Records,
  staffId: string,
  at: Date,
  permission: Permission,
): Promise<Result<StaffMember, { kind: "permission-missing" }>> {
  const actor = await records.staff.find(staffId, at);
  const may = actor && !actor.deactivatedAt && mayDo({ permissions: permissionsNow(actor) }, permission);
  return may ? ok(actor) : refuse({ kind: "permission-missing" });
}
