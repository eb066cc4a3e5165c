import { Code, ConnectError } from "@connectrpc/connect";
import type { Result } from "@beacom/result";
import type { CreateCustomerRefusal } from "#application/create-verified-customer";
import type { FirstStaffRefusal } from "#application/create-first-staff";
import type { RegisterRefusal } from "#application/register";
import type { SignInCodeRefusal } from "#application/request-sign-in-code";
import type { SignInRefusal } from "#application/sign-in";
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
  | { kind: "customer-unknown" };

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
} satisfies Record<IdentityRefusal["kind"], Code>;

export function valueOrThrow<T>(result: Result<T, IdentityRefusal>): T {
  if (result.ok) return result.value;
  throw new ConnectError(result.error.kind, refusalCode[result.error.kind]);
}
