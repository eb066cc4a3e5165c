import { callerOf } from "@beacom/runtime";
import type { HandlerContext } from "@connectrpc/connect";
import type { Who } from "#domain/privacy/who";
import { actorOf, originOf } from "#transport/who-acts";

/** A customer, staff or a service. */
export function whoOf(context: Pick<HandlerContext, "values" | "requestHeader">): Who {
  const caller = callerOf(context);
  if (caller.kind !== "customer") return actorOf(context);
  return { kind: "customer", customerId: caller.customerId, from: originOf(context) };
}
