import { callerOf, requirePermission } from "@beacom/runtime";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import type { Act } from "#application/act";

type Context = Pick<HandlerContext, "values" | "requestHeader">;

/** The member of staff who asks and has the permission, or the service, with what the gateway says of the connection. */
export function actOf(context: Context, permission: string): Act {
  requirePermission(context, permission);
  const caller = callerOf(context);
  const read = (name: string, longest: number) => (context.requestHeader.get(name) ?? "").slice(0, longest);
  const from = { address: read("beacom-client-address", 64), userAgent: read("beacom-client-agent", 300) };
  if (caller.kind === "staff") return { who: { kind: "staff", id: caller.staffId, role: caller.role }, from };
  if (caller.kind === "service") return { who: { kind: "service", id: caller.name, role: "" }, from };
  throw new ConnectError("caller-not-allowed", Code.PermissionDenied);
}

export const holds = (context: Pick<HandlerContext, "values">, permission: string): boolean => {
  const caller = callerOf(context);
  if (caller.kind === "service") return true;
  return caller.kind === "staff" && caller.permissions.some((granted) => granted === "*" || granted === permission);
};

const [defaultPage, largestPage] = [20, 100];
export const pageOf = (limit: number): number => (limit === 0 ? defaultPage : Math.min(limit, largestPage));
