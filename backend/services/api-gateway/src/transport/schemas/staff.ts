import { z } from "zod";
import { Instant, Text } from "#transport/schemas/common";
import { NewPasskey, Passkey, PasskeyAnswer } from "#transport/schemas/passkeys";
import { TokenDelivery } from "#transport/schemas/people";

const Password = z.string().min(1).max(200);
const Reason = Text(500).trim().min(1).meta({ description: "For the audit log" });
const RoleName = Text(40);
const PermissionName = Text(60);

export const StaffSignIn = z.object({ email: Text(254).trim().min(3), password: Password }).meta({ id: "StaffSignIn" });

export const StaffSignInStep = z
  .discriminatedUnion("step", [
    z.object({ step: z.literal("second-factor"), challenge: z.string(), expiresAt: Instant }),
    z.object({ step: z.literal("enrolment"), enrolmentToken: z.string(), expiresAt: Instant }),
  ])
  .meta({ id: "StaffSignInStep" });

export const SecondFactor = z
  .union([
    z.strictObject({ totpCode: Text(20).trim().min(6) }),
    z.strictObject({ recoveryCode: Text(40).trim().min(8) }),
    z.strictObject({ passkey: PasskeyAnswer }),
  ])
  .meta({ id: "SecondFactor" });

export const StaffSignInConfirmation = z
  .object({ challenge: Text(200), proof: SecondFactor, tokenDelivery: TokenDelivery })
  .meta({ id: "StaffSignInConfirmation" });

export const StaffMember = z
  .object({
    staffId: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.string(),
    permissions: z.array(z.string()),
    active: z.boolean(),
  })
  .meta({ id: "StaffMember" });

export const StaffSession = z
  .object({
    accessToken: z.string(),
    accessExpiresAt: Instant,
    refreshToken: z.string().optional(),
    staff: StaffMember,
    recoveryCodesLeft: z.int(),
  })
  .meta({ id: "StaffSession" });

export const StaffAccess = z.object({ accessToken: z.string(), accessExpiresAt: Instant }).meta({ id: "StaffAccess" });

export const TotpOffer = z
  .object({
    secret: z.string().meta({ description: "Base 32, for typing" }),
    uri: z.string().meta({ description: "otpauth://totp/…, for a QR code" }),
    expiresAt: Instant,
  })
  .meta({ id: "TotpOffer" });

export const TotpConfirmation = z
  .object({ totpCode: Text(20).trim().min(6), tokenDelivery: TokenDelivery })
  .meta({ id: "TotpConfirmation" });

export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) }).meta({ id: "RecoveryCodes" });

export const SecondFactorEnrolled = z
  .object({ recoveryCodes: z.array(z.string()), session: StaffSession.optional() })
  .meta({ id: "SecondFactorEnrolled" });

export const NewStaffPasskey = z
  .object({ ...NewPasskey.shape, tokenDelivery: TokenDelivery })
  .meta({ id: "NewStaffPasskey" });
export const StaffPasskeyAdded = z
  .object({ passkey: Passkey, recoveryCodes: z.array(z.string()), session: StaffSession.optional() })
  .meta({ id: "StaffPasskeyAdded" });

export const SecondFactorProof = z.object({ proof: SecondFactor }).meta({ id: "SecondFactorProof" });

export const Device = z
  .object({
    sessionId: z.string(),
    device: z.string(),
    signedInAt: Instant,
    lastUsedAt: Instant,
    thisOne: z.boolean(),
  })
  .meta({ id: "Device" });
export const Devices = z.object({ devices: z.array(Device) }).meta({ id: "Devices" });

const Scope = z.array(Text(100)).max(200).nullable().default(null);
const Scopes = {
  sites: Scope.meta({ description: "Only at these sites; null is everywhere" }),
  resellers: Scope.meta({ description: "Only for these resellers; null is all" }),
};
const ShownScope = z.array(z.string()).nullable();

export const TeamMember = z
  .object({
    ...StaffMember.shape,
    sites: ShownScope,
    resellers: ShownScope,
    joinedAt: Instant,
    deactivatedAt: Instant.nullable(),
    elevated: z.object({ permissions: z.array(z.string()), until: Instant }).nullable(),
  })
  .meta({ id: "TeamMember" });

export const Invitation = z
  .object({
    invitationId: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.string(),
    sites: ShownScope,
    resellers: ShownScope,
    invitedBy: z.string(),
    invitedAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: "Invitation" });

export const Team = z.object({ members: z.array(TeamMember), invitations: z.array(Invitation) }).meta({ id: "Team" });

export const InvitationToMake = z
  .object({ name: Text(120).trim().min(1), email: z.email().max(254), role: RoleName, ...Scopes })
  .meta({ id: "InvitationToMake" });
export const Invited = z
  .object({ invitation: Invitation, token: z.string().meta({ description: "Shown once, to be handed over" }) })
  .meta({ id: "Invited" });
export const InvitationAcceptance = z
  .object({ token: Text(200), password: z.string().min(8).max(200) })
  .meta({ id: "InvitationAcceptance" });
export const EnrolmentWanted = z
  .object({ enrolmentToken: z.string(), expiresAt: Instant })
  .meta({ id: "EnrolmentWanted" });

export const WithReason = z.object({ reason: Reason }).meta({ id: "WithReason" });
export const RoleChange = z.object({ role: RoleName, ...Scopes, reason: Reason }).meta({ id: "RoleChange" });

export const Role = z
  .object({
    role: z.string(),
    title: z.string(),
    permissions: z.array(z.string()),
    builtIn: z.boolean(),
    changed: z.boolean(),
    members: z.int(),
  })
  .meta({ id: "Role" });
export const Roles = z
  .object({ roles: z.array(Role), permissions: z.array(z.object({ permission: z.string(), what: z.string() })) })
  .meta({ id: "Roles" });
export const RoleDefinition = z
  .object({ title: Text(80).trim().min(1), permissions: z.array(PermissionName).min(1).max(200) })
  .meta({ id: "RoleDefinition" });

export const ElevationToAsk = z
  .object({ permissions: z.array(PermissionName).min(1).max(50), minutes: z.int().min(5).max(480), reason: Reason })
  .meta({ id: "ElevationToAsk" });
export const Elevation = z
  .object({
    elevationId: z.string(),
    staffId: z.string(),
    permissions: z.array(z.string()),
    minutes: z.int(),
    reason: z.string(),
    state: z.enum(["asked", "approved", "refused", "ended", "lapsed"]),
    askedAt: Instant,
    decidedBy: z.string().nullable(),
    decidedAt: Instant.nullable(),
    endsAt: Instant.nullable(),
  })
  .meta({ id: "Elevation" });
export const Elevations = z.object({ elevations: z.array(Elevation) }).meta({ id: "Elevations" });
export const ElevationDecision = z.object({ approve: z.boolean() }).meta({ id: "ElevationDecision" });

export const ApiClient = z
  .object({
    clientId: z.string(),
    name: z.string(),
    permissions: z.array(z.string()),
    createdBy: z.string(),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: "ApiClient" });
export const ApiClients = z.object({ clients: z.array(ApiClient) }).meta({ id: "ApiClients" });
export const ApiClientToMake = z
  .object({
    name: Text(120).trim().min(1),
    permissions: z.array(PermissionName).min(1).max(200),
    expiresAt: Instant.nullable().default(null),
  })
  .meta({ id: "ApiClientToMake" });
export const ApiClientMade = z
  .object({ client: ApiClient, clientSecret: z.string().meta({ description: "Shown once" }) })
  .meta({ id: "ApiClientMade" });
export const ClientCredentials = z
  .object({ clientId: Text(100), clientSecret: Text(200) })
  .meta({ id: "ClientCredentials" });
