import { callerOf } from "@beacom/runtime";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import type { Actor, Origin } from "#domain/events";
import { customerPerson, type Person, staffPerson } from "#domain/person";

type Context = Pick<HandlerContext, "values" | "requestHeader">;

/** The one who calls, as a customer. */
export function customerOf(context: Context): { customerId: string; sessionId: string } {
  const caller = callerOf(context);
  if (caller.kind !== "customer") throw new ConnectError("caller-not-allowed", Code.PermissionDenied);
  return { customerId: caller.customerId, sessionId: caller.sessionId ?? "" };
}

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

/** The one who calls, as the one whose ways to sign in are at stake. A program signs in with a secret of its own, and has none of these. */
export function personOf(context: Context): Person {
  const caller = callerOf(context);
  if (caller.kind === "customer") return customerPerson(caller.customerId);
  return staffPerson(staffOf(context).staffId);
}

/** Minutes within which people have to have proved who they are for changes of their ways to sign in. */
export const freshMinutes = 10;
