import { Code, ConnectError } from "@connectrpc/connect";
import type { BuyBundleRefusal } from "#application/buy-bundle";
import type { PublishPlanRefusal } from "#application/publish-plan";

type Refusal = BuyBundleRefusal | PublishPlanRefusal | { readonly kind: "cursor-unknown" | "not-an-amount" };

const codes = {
  "account-not-open-yet": Code.NotFound,
  "plan-not-offered": Code.NotFound,
  "plan-unknown": Code.NotFound,
  "wallet-too-low": Code.FailedPrecondition,
  "idempotency-key-missing": Code.InvalidArgument,
  "idempotency-key-not-accepted": Code.InvalidArgument,
  "idempotency-key-reused": Code.AlreadyExists,
  "cursor-unknown": Code.InvalidArgument,
  "not-an-amount": Code.InvalidArgument,
  "name-missing": Code.InvalidArgument,
  "name-too-long": Code.InvalidArgument,
  "price-negative": Code.InvalidArgument,
  "price-too-high": Code.InvalidArgument,
  "octets-not-positive": Code.InvalidArgument,
  "octets-too-many": Code.InvalidArgument,
  "validity-not-positive": Code.InvalidArgument,
  "validity-too-long": Code.InvalidArgument,
  "rate-not-positive": Code.InvalidArgument,
  "rate-too-high": Code.InvalidArgument,
  "throttled-rate-missing": Code.InvalidArgument,
  "after-exhaustion-missing": Code.InvalidArgument,
  "currency-not-offered": Code.InvalidArgument,
} satisfies Record<Refusal["kind"] | "after-exhaustion-missing", Code>;

export const refused = (refusal: { readonly kind: keyof typeof codes }): ConnectError =>
  new ConnectError(refusal.kind, codes[refusal.kind]);
