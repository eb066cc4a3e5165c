import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ApiClient } from "#application/staff-ports";
import { type Elevation, elevationState } from "#domain/elevation";
import type { Invitation } from "#domain/invitation";
import type { Scopes, StaffMember } from "#domain/staff";
import { memberMessage } from "#transport/staff-messages";

export const teamMemberMessage = (member: StaffMember) => ({
  staff: memberMessage(member),
  ...scopesMessage(member),
  joinedAt: timestampFromDate(member.createdAt),
  ...(member.deactivatedAt && { deactivatedAt: timestampFromDate(member.deactivatedAt) }),
  ...(member.elevated && {
    elevatedPermissions: [...member.elevated.permissions],
    elevatedUntil: timestampFromDate(member.elevated.until),
  }),
});

export const invitationMessage = (invitation: Invitation) => ({
  invitationId: invitation.invitationId,
  name: invitation.name,
  email: invitation.email,
  role: invitation.role,
  ...scopesMessage(invitation),
  invitedBy: invitation.invitedBy,
  invitedAt: timestampFromDate(invitation.invitedAt),
  expiresAt: timestampFromDate(invitation.expiresAt),
});

const scopesMessage = ({ sites, resellers }: Scopes) => ({
  ...(sites && { sites: { ids: [...sites] } }),
  ...(resellers && { resellers: { ids: [...resellers] } }),
});

export const scopesOf = (request: {
  sites?: { ids: string[] } | undefined;
  resellers?: { ids: string[] } | undefined;
}): Scopes => ({
  sites: request.sites?.ids,
  resellers: request.resellers?.ids,
});

export const elevationMessage = (elevation: Elevation, at: Date) => ({
  elevationId: elevation.elevationId,
  staffId: elevation.staffId,
  permissions: [...elevation.permissions],
  minutes: elevation.minutes,
  reason: elevation.reason,
  state: elevationState(elevation, at),
  askedAt: timestampFromDate(elevation.askedAt),
  ...(elevation.decided && {
    decidedBy: elevation.decided.by,
    decidedAt: timestampFromDate(elevation.decided.at),
    ...(elevation.decided.endsAt && { endsAt: timestampFromDate(elevation.decided.endsAt) }),
  }),
});

export const apiClientMessage = (client: ApiClient) => ({
  clientId: client.clientId,
  name: client.name,
  permissions: [...client.permissions],
  createdBy: client.createdBy,
  createdAt: timestampFromDate(client.createdAt),
  ...(client.expiresAt && { expiresAt: timestampFromDate(client.expiresAt) }),
  ...(client.lastUsedAt && { lastUsedAt: timestampFromDate(client.lastUsedAt) }),
  ...(client.revokedAt && { revokedAt: timestampFromDate(client.revokedAt) }),
});
