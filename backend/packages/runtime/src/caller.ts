import { Code, ConnectError, createContextKey, type HandlerContext } from "@connectrpc/connect";

export type Caller =
  | { kind: "public" }
  | {
      kind: "customer";
      customerId: string;
      sessionId?: string;
      issuedAt?: Date;
      authenticatedAt?: Date;
      /** A member of staff who sees what the customer sees, and may change nothing. */
      actingStaffId?: string;
      /** Another customer who was let into this one's account, and what for. */
      user?: { customerId: string; level: "view" | "pay" | "manage" };
    }
  /** The role is empty in a token that was signed before there were roles: it limits nobody's permissions, and grants nothing. */
  | {
      kind: "staff";
      staffId: string;
      permissions: readonly string[];
      role: string;
      /** Where the permissions hold; absent is everywhere. */
      sites?: readonly string[];
      resellers?: readonly string[];
      sessionId?: string;
      issuedAt?: Date;
      /** When a second factor was proved last; absent where none ever was. */
      authenticatedAt?: Date;
    }
  /** A member of staff without a second factor: may enrol one, and nothing else. */
  | { kind: "enrolment"; staffId: string }
  | { kind: "service"; name: string };

export const callerKey = createContextKey<Caller>({ kind: "public" }, { description: "who calls" });

/** The service's clock, for rules about how old a proof may be. */
export const clockKey = createContextKey<() => Date>(() => new Date(), { description: "the service's clock" });

/** Who calls, as proved by the token of the request. */
export function callerOf(context: Pick<HandlerContext, "values">): Caller {
  return context.values.get(callerKey);
}

/** Refuses a customer that asks for somebody else's data. Staff and services are limited by the method's access option. */
export function requireOwn(context: Pick<HandlerContext, "values">, customerId: string): void {
  const caller = callerOf(context);
  if (caller.kind === "service" || caller.kind === "staff") return;
  if (caller.kind === "customer" && caller.customerId === customerId) return;
  throw new ConnectError("not-yours", Code.PermissionDenied);
}

/** Refuses everybody but services, and staff with this permission ("*" is all of them). */
export function requirePermission(context: Pick<HandlerContext, "values">, permission: string): void {
  const caller = callerOf(context);
  if (caller.kind === "service") return;
  if (caller.kind === "staff" && caller.permissions.some((granted) => granted === "*" || granted === permission))
    return;
  throw new ConnectError("permission-missing", Code.PermissionDenied);
}

type Scope = "sites" | "resellers";

/** Whether the rights of the one who calls hold at this site, or for this reseller. */
export function isInScope(context: Pick<HandlerContext, "values">, scope: Scope, id: string): boolean {
  const caller = callerOf(context);
  return caller.kind !== "staff" || (caller[scope]?.includes(id) ?? true);
}

/** Refuses staff whose rights do not hold there. */
export function requireScope(context: Pick<HandlerContext, "values">, scope: Scope, id: string): void {
  if (!isInScope(context, scope, id)) throw new ConnectError("out-of-scope", Code.PermissionDenied);
}

/** Refuses customers that ask for somebody else's data, and staff without this permission. */
export function requireOwnOr(context: Pick<HandlerContext, "values">, customerId: string, permission: string): void {
  if (callerOf(context).kind === "customer") requireOwn(context, customerId);
  else requirePermission(context, permission);
}

/**
 * Refuses a person who has not proved a second factor within these minutes: for money and secrets a session left open on a desk is not
 * enough. Services prove themselves with each call.
 */
export function requireFresh(context: Pick<HandlerContext, "values">, minutes: number): void {
  const caller = callerOf(context);
  if (caller.kind === "service") return;
  const provedAt = caller.kind === "staff" || caller.kind === "customer" ? caller.authenticatedAt : undefined;
  const ageMs = provedAt && context.values.get(clockKey)().getTime() - provedAt.getTime();
  if (ageMs !== undefined && ageMs <= minutes * 60_000) return;
  throw new ConnectError("step-up-needed", Code.PermissionDenied);
}
