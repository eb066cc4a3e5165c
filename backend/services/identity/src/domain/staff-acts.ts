import type { Json, Origin, StaffActed } from "#domain/events";
import type { StaffMember } from "#domain/staff";

/** What somebody does to their own sign-in: nobody else's reason is asked for. */
export function ownAct(
  { staffId, role }: Pick<StaffMember, "staffId" | "role">,
  act: { action: string; from: Origin; at: Date; before?: Json; after?: Json },
): StaffActed {
  const { from, ...told } = act;
  return {
    type: "StaffActed",
    by: { kind: "staff", staffId, role, from },
    subject: { kind: "staff", id: staffId },
    reason: "",
    ...told,
  };
}
