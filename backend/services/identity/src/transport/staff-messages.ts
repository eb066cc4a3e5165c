import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Session } from "#application/ports";
import type { StaffAccess, StaffSignedIn } from "#application/staff/staff-session";
import type { StaffMember } from "#domain/staff";

export const memberMessage = ({ staffId, name, email, role, permissions, deactivatedAt }: StaffMember) => ({
  staffId,
  name,
  email,
  role,
  permissions: [...permissions],
  active: deactivatedAt === undefined,
});

export const accessMessage = ({ accessToken, accessExpiresAt }: StaffAccess) => ({
  accessToken,
  accessExpiresAt: timestampFromDate(accessExpiresAt),
});

export const staffSignedInMessage = (signedIn: StaffSignedIn) => ({
  ...accessMessage(signedIn),
  refreshToken: signedIn.refreshToken,
  refreshExpiresAt: timestampFromDate(signedIn.refreshExpiresAt),
  staff: memberMessage(signedIn.member),
  recoveryCodesLeft: signedIn.recoveryCodesLeft,
});

export const deviceMessage = ({ familyId, device, startedAt, lastUsedAt }: Session, ownSessionId: string) => ({
  sessionId: familyId,
  device,
  signedInAt: timestampFromDate(startedAt),
  lastUsedAt: timestampFromDate(lastUsedAt),
  thisOne: familyId === ownSessionId,
});
