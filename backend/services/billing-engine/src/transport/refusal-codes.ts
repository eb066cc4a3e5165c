import { Code, ConnectError } from "@connectrpc/connect";

/** What kind of refusal it is to a caller. What is not listed is something wrong with the request itself. */
const codes: Readonly<Record<string, Code>> = {
  "account-not-open-yet": Code.NotFound,
  "plan-not-offered": Code.NotFound,
  "plan-unknown": Code.NotFound,
  "receiver-unknown": Code.NotFound,
  "adjustment-unknown": Code.NotFound,
  "wallet-too-low": Code.FailedPrecondition,
  "not-enough-left": Code.FailedPrecondition,
  "nothing-left": Code.FailedPrecondition,
  "bundle-not-active": Code.FailedPrecondition,
  "not-transferable": Code.FailedPrecondition,
  "only-as-add-on": Code.FailedPrecondition,
  "had-already": Code.FailedPrecondition,
  "nothing-shared": Code.FailedPrecondition,
  "members-full": Code.FailedPrecondition,
  "member-of-another": Code.FailedPrecondition,
  "hold-not-open": Code.FailedPrecondition,
  "hold-over": Code.FailedPrecondition,
  "more-than-held": Code.FailedPrecondition,
  "reversed-already": Code.FailedPrecondition,
  "currency-differs": Code.FailedPrecondition,
  "idempotency-key-reused": Code.AlreadyExists,
};

export const refused = ({ kind }: { readonly kind: string }): ConnectError =>
  new ConnectError(kind, codes[kind] ?? Code.InvalidArgument);
