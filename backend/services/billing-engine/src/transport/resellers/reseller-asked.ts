import { requireScope } from "@beacom/runtime";
import type { HandlerContext } from "@connectrpc/connect";
import { idAsked } from "#transport/asked";

/** The reseller of a request, if whoever asks is there for it. */
export function resellerAsked(context: Pick<HandlerContext, "values">, resellerId: string): string {
  requireScope(context, "resellers", resellerId);
  return idAsked(resellerId);
}
