import { ok, type Result } from "@beacom/result";
import type { Records } from "#application/ports";
import { managing } from "#application/staff/managing";
import type { Actor } from "#domain/events";
import type { Permission } from "#domain/permissions";
import { everywhere, type Scopes } from "#domain/staff";

/** What somebody who acts could hand on to others: what was granted for hours is not among it. The installation itself has everything. */
export async function acting(
  records: Records,
  by: Actor,
  at: Date,
  permission: Permission = "staff.manage",
): Promise<Result<{ permissions: readonly string[] } & Scopes, { kind: "permission-missing" }>> {
  if (by.kind === "service") return ok({ permissions: ["*"], ...everywhere });
  return managing(records, by.staffId, at, permission);
}

export const nameOf = (by: Actor): string => (by.kind === "staff" ? by.staffId : by.name);
