import type { ErasureService } from "@beacom/proto/identity/v1/privacy";
import type { Result } from "@beacom/result";
import { requireFresh, requireOwnOr } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { AskErasure, AskErasureRefusal, GetErasure, WithdrawErasure } from "#application/privacy/erase";
import type { Erasure } from "#domain/privacy/erasure";
import { freshMinutes } from "#transport/who-acts";
import { whoOf } from "#transport/who-asks";

const permission = "customers.privacy";

export type ErasureUseCases = { ask: AskErasure; withdraw: WithdrawErasure; get: GetErasure };

export const erasureRpc = (useCases: ErasureUseCases): ServiceImpl<typeof ErasureService> => ({
  async askErasure({ customerId, reason }, context) {
    requireOwnOr(context, customerId, permission);
    requireFresh(context, freshMinutes);
    return erasureMessage(valueOrThrow(await useCases.ask({ by: whoOf(context), customerId, reason })));
  },
  async withdrawErasure({ customerId, reason }, context) {
    requireOwnOr(context, customerId, permission);
    return erasureMessage(valueOrThrow(await useCases.withdraw({ by: whoOf(context), customerId, reason })));
  },
  async getErasure({ customerId }, context) {
    requireOwnOr(context, customerId, permission);
    return erasureMessage(valueOrThrow(await useCases.get(customerId)));
  },
});

const erasureMessage = ({ erasureId, customerId, askedAt, askedBy, dueAt, heldBack = "", ended }: Erasure) => ({
  erasureId,
  customerId,
  state: ended?.as ?? "requested",
  askedAt: timestampFromDate(askedAt),
  askedBy,
  dueAt: timestampFromDate(dueAt),
  heldBack,
  ...(ended && { endedAt: timestampFromDate(ended.at) }),
  kept: ended?.as === "carried-out" ? ended.kept.map((kept) => ({ ...kept })) : [],
});

const refusalCode = {
  "customer-unknown": Code.NotFound,
  "customer-erased": Code.FailedPrecondition,
  "reason-missing": Code.InvalidArgument,
  "money-is-owed": Code.FailedPrecondition,
  "wallet-holds-money": Code.FailedPrecondition,
  "erasure-unknown": Code.NotFound,
  "erasure-ended": Code.FailedPrecondition,
} satisfies Record<AskErasureRefusal["kind"], Code>;

function valueOrThrow<T>(result: Result<T, AskErasureRefusal>): T {
  if (result.ok) return result.value;
  throw new ConnectError(result.error.kind, refusalCode[result.error.kind]);
}
