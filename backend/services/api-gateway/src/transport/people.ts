import type { FastifyRequest } from "fastify";
import type { Tokens } from "@beacom/runtime";
import { Refused } from "#transport/problems";

/** The signed-in customer of a request, and the header that acts for them at other services. */
export type Person = { customerId: string; token: string; headers: { authorization: string } };

/** Who may call a route. Every route says it, or the gateway does not start. */
export type Access = "public" | "customer";

declare module "fastify" {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    person?: Person;
  }
}

/** Checks the access token of a route for customers before anything of the request is looked at. */
export const authenticate = (tokens: Pick<Tokens, "verify">) => async (request: FastifyRequest) => {
  if (request.routeOptions.config.access !== "customer") return;
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
  if (verified.value.kind !== "customer") throw new Refused(403, "not-a-customer", "This address is for customers.");
  request.person = { customerId: verified.value.customerId, token, headers: { authorization: `Bearer ${token}` } };
};

export function personOf(request: FastifyRequest): Person {
  if (!request.person) throw new Error(`${request.routeOptions.url ?? "a route"} is not for customers`);
  return request.person;
}
