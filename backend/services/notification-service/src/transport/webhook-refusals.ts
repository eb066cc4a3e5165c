import type { Result } from "@beacom/result";
import { Code, ConnectError } from "@connectrpc/connect";
import type { ChangeEndpointRefusal } from "#application/webhooks/change-endpoint";
import type { CreateEndpointRefusal } from "#application/webhooks/create-endpoint";
import type { ReplayRefusal } from "#application/webhooks/replay";

type WebhookRefusal = CreateEndpointRefusal | ChangeEndpointRefusal | ReplayRefusal | { kind: "cursor-unknown" };

const refusalCode = {
  "url-not-valid": Code.InvalidArgument,
  "url-not-https": Code.InvalidArgument,
  "url-with-credentials": Code.InvalidArgument,
  "address-not-allowed": Code.InvalidArgument,
  "description-too-long": Code.InvalidArgument,
  "event-types-missing": Code.InvalidArgument,
  "event-type-unknown": Code.InvalidArgument,
  "idempotency-key-missing": Code.InvalidArgument,
  "idempotency-key-reused": Code.FailedPrecondition,
  "too-many-endpoints": Code.ResourceExhausted,
  "endpoint-unknown": Code.NotFound,
  "endpoint-disabled": Code.FailedPrecondition,
  "delivery-unknown": Code.NotFound,
  "range-not-valid": Code.InvalidArgument,
  "cursor-unknown": Code.InvalidArgument,
} satisfies Record<WebhookRefusal["kind"], Code>;

export function valueOrThrow<T>(result: Result<T, WebhookRefusal>): T {
  if (result.ok) return result.value;
  throw new ConnectError(result.error.kind, refusalCode[result.error.kind]);
}
