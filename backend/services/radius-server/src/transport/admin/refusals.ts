import { Code, ConnectError } from "@connectrpc/connect";
import type { CertificateRefusal } from "#application/certificates";
import type { ExplainRefusal } from "#application/explain-access";
import type { PoolRefusal } from "#application/keep-pools";
import type { RealmRefusal } from "#application/keep-realms";
import type { PolicyRefusal } from "#application/keep-policy";
import type { MassChangeRefusal } from "#application/mass-change";
import type { SetAccessRefusal } from "#application/set-access";

export type AdminRefusal =
  | PolicyRefusal
  | PoolRefusal
  | RealmRefusal
  | SetAccessRefusal
  | ExplainRefusal
  | CertificateRefusal
  | MassChangeRefusal
  | { readonly kind: "way-unknown" | "queue-full" };

const codes = {
  "definition-not-valid": Code.InvalidArgument,
  "settings-not-valid": Code.InvalidArgument,
  "name-not-valid": Code.InvalidArgument,
  "kind-unknown": Code.InvalidArgument,
  "not-there": Code.NotFound,
  "in-use": Code.FailedPrecondition,
  "range-not-valid": Code.InvalidArgument,
  "ranges-missing": Code.InvalidArgument,
  "families-mixed": Code.InvalidArgument,
  "prefix-length-not-valid": Code.InvalidArgument,
  "range-taken": Code.AlreadyExists,
  "range-in-use": Code.FailedPrecondition,
  "pool-changed": Code.FailedPrecondition,
  "profile-unknown": Code.InvalidArgument,
  "customer-unknown": Code.NotFound,
  "address-taken": Code.AlreadyExists,
  "mac-not-valid": Code.InvalidArgument,
  "device-taken": Code.AlreadyExists,
  "nas-unknown": Code.NotFound,
  "owner-unknown": Code.NotFound,
  "days-not-valid": Code.InvalidArgument,
  "request-not-valid": Code.InvalidArgument,
  "passphrase-not-valid": Code.InvalidArgument,
  "certificate-unknown": Code.NotFound,
  "already-revoked": Code.FailedPrecondition,
  "reason-unknown": Code.InvalidArgument,
  "authority-too-old": Code.FailedPrecondition,
  "action-unknown": Code.InvalidArgument,
  "server-address-not-valid": Code.InvalidArgument,
  "port-not-valid": Code.InvalidArgument,
  "transport-unknown": Code.InvalidArgument,
  "secret-missing": Code.InvalidArgument,
  "patience-not-valid": Code.InvalidArgument,
  "home-server-unknown": Code.InvalidArgument,
  "order-unknown": Code.InvalidArgument,
  "attribute-unknown": Code.InvalidArgument,
  "way-unknown": Code.InvalidArgument,
  "queue-full": Code.ResourceExhausted,
} satisfies Record<AdminRefusal["kind"], Code>;

/** The kind, and after a colon what exactly is wrong, for people. */
export function refusedWith(refusal: AdminRefusal): ConnectError {
  const details =
    "problems" in refusal
      ? refusal.problems.join("; ")
      : "detail" in refusal && refusal.detail !== undefined
        ? refusal.detail
        : "";
  return new ConnectError(details === "" ? refusal.kind : `${refusal.kind}: ${details}`, codes[refusal.kind]);
}
