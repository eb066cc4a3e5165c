import type { FastifyRequest } from "fastify";
import type { Caller, Tokens } from "@beacom/runtime";
import type { EndedAccess } from "#application/ended-access";
import { Refused } from "#transport/problems";

type Headers = { authorization: string; "beacom-client-address": string; "beacom-client-agent": string };

/** The signed-in customer of a request, and the headers that act for them at other services. */
export type Person = {
  customerId: string;
  token: string;
  headers: Headers;
  /** A member of staff, who sees what the customer sees. Everything that changes something refuses. */
  onlyToLook: boolean;
};
/** The member of staff, or the program, of a request. */
export type Member = { staffId: string; role: string; permissions: readonly string[]; headers: Headers };

/**
 * Who may call a route. Every route says it, or the gateway does not start. `enrolment` is for staff who have no second factor yet, and for
 * those who have. `by-field` is for a route whose parts say it themselves: whoever signs in is a customer.
 */
export type Access = "public" | "customer" | "staff" | "enrolment" | "by-field";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
    /** What a member of staff needs; `own` where everybody may who works here, because it is about themselves. */
    permission?: string;
    /** What another user of a customer's account needs for more than looking; without it, to manage. `holder`: never, not even to look. */
    level?: "pay" | "holder";
    /** The method of a service that the route is, where it is one. */
    rpc?: string;
  }
  interface FastifyRequest {
    person?: Person;
    member?: Member;
  }
}

export type Checks = { tokens: Pick<Tokens, "verify">; ended: Pick<EndedAccess, "has"> };

/** Checks the access token before anything else of the request is looked at. */
export const authenticate = (checks: Checks) => async (request: FastifyRequest) => {
  const { access, permission, level } = request.routeOptions.config;
  if (access === undefined || access === "public") return;
  if (access === "by-field" && request.headers.authorization === undefined) return;
  const { caller, token } = await callerOf(request, checks);
  const headers = { authorization: `Bearer ${token}`, ...originOf(request) };
  if (access === "customer" || access === "by-field") {
    if (caller.kind !== "customer") throw new Refused(403, "not-a-customer", "This address is for customers.");
    const onlyToLook = caller.actingStaffId !== undefined;
    if (onlyToLook && access === "customer" && request.method !== "GET" && request.method !== "HEAD")
      throw refusedToLookers();
    // The fields of GraphQL are methods of services, which know each what it is open to.
    if (caller.user && access === "customer" && !isOpenTo(caller.user.level, request.method, level))
      throw new Refused(
        403,
        "not-for-other-users",
        "Only the holder of the account may do that, or somebody with more rights.",
      );
    request.person = { customerId: caller.customerId, token, headers, onlyToLook };
    return;
  }
  if (access === "enrolment" && caller.kind === "enrolment") {
    request.member = { staffId: caller.staffId, role: "", permissions: [], headers };
    return;
  }
  if (caller.kind !== "staff") throw new Refused(403, "not-staff", "This address is for those who work here.");
  const { staffId, role, permissions } = caller;
  const may = permission === "own" || permissions.some((granted) => granted === "*" || granted === permission);
  if (!may) throw new Refused(403, "permission-missing", "Your role does not allow that.");
  request.member = { staffId, role, permissions, headers };
};

function isOpenTo(level: "view" | "pay" | "manage", method: string, wanted: "pay" | "holder" | undefined): boolean {
  if (wanted === "holder") return false;
  return level === "manage" || method === "GET" || method === "HEAD" || (level === "pay" && wanted === "pay");
}

async function callerOf(
  request: FastifyRequest,
  { tokens, ended }: Checks,
): Promise<{ caller: Caller; token: string }> {
  const token = /^Bearer (\S{1,4096})$/.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) throw new Refused(401, "token-missing", "Sign in to go on.");
  const verified = await tokens.verify(token);
  if (!verified.ok && verified.error.kind === "signing-keys-unavailable") {
    throw new Refused(
      503,
      "signing-keys-unavailable",
      "Sign-in cannot be checked at this moment. Try again in a few seconds.",
    );
  }
  if (!verified.ok) throw new Refused(401, verified.error.kind, "Sign in again to go on.");
  if (ended.has(verified.value)) throw new Refused(401, "access-ended", "Sign in again to go on.");
  return { caller: verified.value, token };
}

/** From where a person acts, for what is kept about it: this edge alone sees the connection. */
export const originOf = (request: FastifyRequest) => ({
  "beacom-client-address": request.ip,
  "beacom-client-agent": (request.headers["user-agent"] ?? "").replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 300),
});

export const refusedToLookers = () =>
  new Refused(403, "only-to-look", "You see what the customer sees. Nothing can be changed from here.");

export function personOf(request: FastifyRequest): Person {
  if (!request.person) throw new Error(`${request.routeOptions.url ?? "a route"} is not for customers`);
  return request.person;
}

export function memberOf(request: FastifyRequest): Member {
  if (!request.member) throw new Error(`${request.routeOptions.url ?? "a route"} is not for staff`);
  return request.member;
}
