import type { StaffDevice, StaffMember, StaffSignedIn } from "@beacom/proto/identity/v1/staff";
import type { ApiClient, Elevation, Invitation, Scope, TeamMember } from "@beacom/proto/identity/v1/team";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { instant } from "#application/from-proto";

const instantOrNull = (at: Timestamp | undefined) => (at === undefined ? null : instant(at));
const scopeJson = (scope: Scope | undefined) => scope?.ids ?? null;

export const staffJson = ({ staffId, name, email, role, permissions, active }: StaffMember) => ({
  staffId,
  name,
  email,
  role,
  permissions,
  active,
});

export function staffSessionJson(signedIn: StaffSignedIn) {
  if (!signedIn.staff) throw new Error("a sign-in came back without its member of staff");
  return {
    accessToken: signedIn.accessToken,
    accessExpiresAt: instant(signedIn.accessExpiresAt),
    staff: staffJson(signedIn.staff),
    recoveryCodesLeft: signedIn.recoveryCodesLeft,
  };
}

export const deviceJson = ({ sessionId, device, signedInAt, lastUsedAt, thisOne }: StaffDevice) => ({
  sessionId,
  device,
  signedInAt: instant(signedInAt),
  lastUsedAt: instant(lastUsedAt),
  thisOne,
});

export function teamMemberJson(member: TeamMember) {
  if (!member.staff) throw new Error("a member of the team came back without who it is");
  return {
    ...staffJson(member.staff),
    sites: scopeJson(member.sites),
    resellers: scopeJson(member.resellers),
    joinedAt: instant(member.joinedAt),
    deactivatedAt: instantOrNull(member.deactivatedAt),
    elevated: member.elevatedUntil
      ? { permissions: member.elevatedPermissions, until: instant(member.elevatedUntil) }
      : null,
  };
}

export const invitationJson = (invitation: Invitation) => ({
  invitationId: invitation.invitationId,
  name: invitation.name,
  email: invitation.email,
  role: invitation.role,
  sites: scopeJson(invitation.sites),
  resellers: scopeJson(invitation.resellers),
  invitedBy: invitation.invitedBy,
  invitedAt: instant(invitation.invitedAt),
  expiresAt: instant(invitation.expiresAt),
});

const states = ["asked", "approved", "refused", "ended", "lapsed"] as const;

export const elevationJson = (elevation: Elevation) => ({
  elevationId: elevation.elevationId,
  staffId: elevation.staffId,
  permissions: elevation.permissions,
  minutes: elevation.minutes,
  reason: elevation.reason,
  state: states.find((state) => state === elevation.state) ?? ("lapsed" as const),
  askedAt: instant(elevation.askedAt),
  decidedBy: elevation.decidedBy || null,
  decidedAt: instantOrNull(elevation.decidedAt),
  endsAt: instantOrNull(elevation.endsAt),
});

export const apiClientJson = (client: ApiClient) => ({
  clientId: client.clientId,
  name: client.name,
  permissions: client.permissions,
  createdBy: client.createdBy,
  createdAt: instant(client.createdAt),
  expiresAt: instantOrNull(client.expiresAt),
  lastUsedAt: instantOrNull(client.lastUsedAt),
  revokedAt: instantOrNull(client.revokedAt),
});
