import type { Result } from "@beacom/result";
import { Code, ConnectError } from "@connectrpc/connect";
import type { FirstStaffRefusal } from "#application/create-first-staff";
import type { AddUserRefusal, SetCompanyRefusal } from "#application/accounts/account-users";
import type { CreateCustomerRefusal } from "#application/create-verified-customer";
import type { RegisterRefusal } from "#application/register";
import type { SignInCodeRefusal } from "#application/request-sign-in-code";
import type { SignInRefusal } from "#application/sign-in";
import type { AcceptInvitationRefusal } from "#application/staff/accept-invitation";
import type { CreateApiClientRefusal } from "#application/staff/api-clients";
import type { ConfirmStaffSignInRefusal } from "#application/staff/confirm-staff-sign-in";
import type { DecideElevationRefusal } from "#application/staff/elevations";
import type { InviteRefusal } from "#application/staff/invite";
import type { ResetSecondFactorRefusal } from "#application/staff/reset-second-factor";
import type { SeeAsCustomerRefusal } from "#application/staff/see-as-customer";
import type { SignInStaffRefusal } from "#application/staff/sign-in-staff";
import type { AskElevationRefusal } from "#domain/elevation";
import type { RoleRefusal } from "#domain/roles";
import type { RefreshRefusal } from "#domain/token-family";
import type { CodeRefusal } from "#domain/verification";

export type IdentityRefusal =
  | RegisterRefusal
  | SignInCodeRefusal
  | SignInRefusal
  | CodeRefusal
  | RefreshRefusal
  | CreateCustomerRefusal
  | FirstStaffRefusal
  | SignInStaffRefusal
  | ConfirmStaffSignInRefusal
  | ResetSecondFactorRefusal
  | InviteRefusal
  | AcceptInvitationRefusal
  | RoleRefusal
  | AskElevationRefusal
  | DecideElevationRefusal
  | CreateApiClientRefusal
  | SeeAsCustomerRefusal
  | SetCompanyRefusal
  | AddUserRefusal
  | {
      kind:
        | "customer-unknown"
        | "session-unknown"
        | "second-factor-missing"
        | "second-factor-enrolled-already"
        | "totp-not-offered"
        | "role-in-use"
        | "last-owner"
        | "deactivated-already"
        | "active-already"
        | "user-unknown"
        | "account-not-open-to-you"
        | "client-unknown"
        | "second-factor-needed"
        | "password-wrong"
        | "person-unknown"
        | "passkey-unknown"
        | "passkey-refused"
        | "last-way-in"
        | "too-many-passkeys";
    };

const refusalCode = {
  "name-not-valid": Code.InvalidArgument,
  "phone-not-valid": Code.InvalidArgument,
  "email-not-valid": Code.InvalidArgument,
  "password-too-short": Code.InvalidArgument,
  "password-too-common": Code.InvalidArgument,
  "idempotency-key-missing": Code.InvalidArgument,
  "idempotency-key-reused": Code.FailedPrecondition,
  "too-many-codes": Code.ResourceExhausted,
  "too-many-attempts": Code.ResourceExhausted,
  "code-wrong": Code.InvalidArgument,
  "code-expired": Code.FailedPrecondition,
  "not-signed-in": Code.Unauthenticated,
  "refresh-token-unknown": Code.Unauthenticated,
  "session-ended": Code.Unauthenticated,
  "phone-taken": Code.AlreadyExists,
  "staff-exists-already": Code.FailedPrecondition,
  "customer-unknown": Code.NotFound,
  "session-unknown": Code.NotFound,
  "staff-unknown": Code.NotFound,
  "challenge-ended": Code.FailedPrecondition,
  "second-factor-wrong": Code.InvalidArgument,
  "second-factor-missing": Code.FailedPrecondition,
  "second-factor-enrolled-already": Code.FailedPrecondition,
  "totp-not-offered": Code.FailedPrecondition,
  "reason-missing": Code.InvalidArgument,
  "permission-missing": Code.PermissionDenied,
  "not-on-oneself": Code.FailedPrecondition,
  "more-rights-than-yours": Code.PermissionDenied,
  "role-unknown": Code.NotFound,
  "role-in-use": Code.FailedPrecondition,
  "role-name-not-valid": Code.InvalidArgument,
  "title-not-valid": Code.InvalidArgument,
  "permission-unknown": Code.InvalidArgument,
  "permissions-missing": Code.InvalidArgument,
  "owner-stays-as-it-is": Code.FailedPrecondition,
  "last-owner": Code.FailedPrecondition,
  "deactivated-already": Code.FailedPrecondition,
  "active-already": Code.FailedPrecondition,
  "invitation-ended": Code.FailedPrecondition,
  "minutes-not-valid": Code.InvalidArgument,
  "elevation-unknown": Code.NotFound,
  "elevation-decided": Code.FailedPrecondition,
  "client-unknown": Code.NotFound,
  "company-not-valid": Code.InvalidArgument,
  "vat-number-not-valid": Code.InvalidArgument,
  "level-unknown": Code.InvalidArgument,
  "to-oneself": Code.InvalidArgument,
  "user-there-already": Code.AlreadyExists,
  "users-full": Code.FailedPrecondition,
  "user-unknown": Code.NotFound,
  "account-not-open-to-you": Code.NotFound,
  "day-passed": Code.InvalidArgument,
  "second-factor-needed": Code.FailedPrecondition,
  "password-wrong": Code.InvalidArgument,
  "person-unknown": Code.NotFound,
  "passkey-unknown": Code.NotFound,
  "passkey-refused": Code.InvalidArgument,
  "last-way-in": Code.FailedPrecondition,
  "too-many-passkeys": Code.FailedPrecondition,
} satisfies Record<IdentityRefusal["kind"], Code>;

export function valueOrThrow<T>(result: Result<T, IdentityRefusal>): T {
  if (result.ok) return result.value;
  throw new ConnectError(result.error.kind, refusalCode[result.error.kind]);
}
