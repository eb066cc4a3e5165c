export type Staff = { staffId: string; name: string; email: string };

/** Permissions say which doors open; how much may be done behind one goes by the role. */
export type StaffRights = { permissions: readonly string[]; role: string };

export type StaffMember = Staff & StaffRights & { createdAt: Date; deactivatedAt: Date | undefined };

export const ownersRights: StaffRights = { permissions: ["*"], role: "owner" };

export const mayDo = ({ permissions }: { permissions: readonly string[] }, permission: string): boolean =>
  permissions.some((granted) => granted === "*" || granted === permission);

/** Whether one has everything that another has: else whoever may manage others could make somebody more powerful, or take somebody's place. */
export const coversRightsOf = (
  actor: { permissions: readonly string[] },
  other: { permissions: readonly string[] },
): boolean => other.permissions.every((permission) => mayDo(actor, permission));
