export type Staff = { staffId: string; name: string; email: string };

/** Undefined is everywhere; else only there. */
export type Scopes = { sites: readonly string[] | undefined; resellers: readonly string[] | undefined };

/** Permissions say which doors open, scopes where; how much may be done behind one goes by the role. */
export type StaffRights = { permissions: readonly string[]; role: string } & Scopes;

export type StaffMember = Staff &
  StaffRights & {
    createdAt: Date;
    deactivatedAt: Date | undefined;
    /** More for some hours; it cannot be handed on to anybody. */
    elevated: { permissions: readonly string[]; until: Date } | undefined;
  };

/** What somebody may do at this moment, given for good or for some hours. */
export const permissionsNow = ({ permissions, elevated }: StaffMember): readonly string[] =>
  elevated && !permissions.includes("*") ? [...new Set([...permissions, ...elevated.permissions])] : permissions;

export const everywhere: Scopes = { sites: undefined, resellers: undefined };

export const mayDo = ({ permissions }: { permissions: readonly string[] }, permission: string): boolean =>
  permissions.some((granted) => granted === "*" || granted === permission);

type Rights = { permissions: readonly string[] } & Scopes;

/** Whether one has everything that another has: else whoever may manage others could make somebody more powerful, or take somebody's place. */
export const coversRightsOf = (actor: Rights, other: Rights): boolean =>
  other.permissions.every((permission) => mayDo(actor, permission)) &&
  coversScope(actor.sites, other.sites) &&
  coversScope(actor.resellers, other.resellers);

const coversScope = (mine: readonly string[] | undefined, others: readonly string[] | undefined): boolean =>
  mine === undefined || (others?.every((entry) => mine.includes(entry)) ?? false);

/** As it is typed: without doubles and empty ones. */
export const readScope = (entries: readonly string[] | undefined): string[] | undefined =>
  entries && [...new Set(entries.map((entry) => entry.trim()).filter((entry) => entry !== ""))].toSorted();
