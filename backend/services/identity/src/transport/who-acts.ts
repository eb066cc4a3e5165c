import { callerOf } from "@beacom/runtime";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import type { Actor, Origin } from "#domain/events";

type Context = Pick<HandlerContext, "values" | "requestHeader">;

/** The one who calls, as staff. */
export function staffOf(context: Context): { staffId: string; role: string; sessionId: string } {
  const caller = callerOf(context);
  if (caller.kind !== "staff") throw new ConnectError("caller-not-allowed", Code.PermissionDenied);
  return { staffId: caller.staffId, role: caller.role, sessionId: caller.sessionId ?? "" };
}

export function actorOf(context: Context): Actor {
  const caller = callerOf(context);
  if (caller.kind === "service") return { kind: "service", name: caller.name, from: originOf(context) };
  return staffActorOf(context);
}

export function staffActorOf(context: Context): Extract<Actor, { kind: "staff" }> {
  const { staffId, role } = staffOf(context);
  return { kind: "staff", staffId, role, from: originOf(context) };
}

/** As the gateway says, which alone sees the person's connection. */
export function originOf({ requestHeader }: Context): Origin {
  const read = (name: string, longest: number) => (requestHeader.get(name) ?? "").slice(0, longest);
  return { address: read("beacom-client-address", 64), userAgent: read("beacom-client-agent", 300) };
}
