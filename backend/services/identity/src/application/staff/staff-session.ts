import type { OpenSession } from "#application/open-session";
import type { AccessTokens } from "#application/ports";
import { permissionsNow, type StaffMember } from "#domain/staff";
import { accessExpiry } from "#domain/token-family";

export type StaffSignedIn = StaffAccess &
  Omit<OpenSession, "familyId"> & { member: StaffMember; recoveryCodesLeft: number };
export type StaffAccess = { accessToken: string; accessExpiresAt: Date };

export type StaffSession = { member: StaffMember; familyId: string; secondFactorAt: Date };

/** What the member may do now: a token is signed from what is kept, not from an older token. */
export async function accessOf(
  accessTokens: AccessTokens,
  { member, familyId, secondFactorAt }: StaffSession,
  at: Date,
): Promise<StaffAccess> {
  const { staffId, role, sites, resellers, elevated } = member;
  const usual = accessExpiry(at);
  const accessExpiresAt = elevated && elevated.until < usual ? elevated.until : usual;
  const claims = { staffId, permissions: permissionsNow(member), role, sites, resellers, familyId, secondFactorAt };
  return { accessToken: await accessTokens.forStaff(claims, at, accessExpiresAt), accessExpiresAt };
}

export async function staffSignedIn(
  accessTokens: AccessTokens,
  opened: StaffSession & OpenSession & { recoveryCodesLeft: number },
  at: Date,
): Promise<StaffSignedIn> {
  const { member, refreshToken, refreshExpiresAt, recoveryCodesLeft } = opened;
  const access = await accessOf(accessTokens, opened, at);
  return { ...access, member, refreshToken, refreshExpiresAt, recoveryCodesLeft };
}
