import { callerOf, requirePermission } from "@beacom/runtime";
import type { HandlerContext } from "@connectrpc/connect";

type Context = Pick<HandlerContext, "values">;

/** Who it was, as events keep it: no name, only the id. */
export function byOf(context: Context): string {
  const caller = callerOf(context);
  if (caller.kind === "customer") return caller.customerId;
  if (caller.kind === "staff") return caller.staffId;
  return caller.kind === "service" ? caller.name : "";
}

/** Whether it is a member of staff who looks through a customer's eyes. */
export function isOnlyLooking(context: Context): boolean {
  const caller = callerOf(context);
  return caller.kind === "customer" && caller.actingStaffId !== undefined;
}

/** The member of staff who asks, with what limits of amounts go by. */
export function staffOf(context: Context, permission: string): { readonly staffId: string; readonly role: string } {
  requirePermission(context, permission);
  const caller = callerOf(context);
  return { staffId: byOf(context), role: caller.kind === "staff" ? caller.role : "" };
}
