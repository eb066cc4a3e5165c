import { type Result, ok, refuse } from "@beacom/result";
import type { ServiceState } from "#domain/service-state";
import type { Subscriber } from "#domain/subscriber";

export type AccessRefusal = { readonly kind: "unknown-user" | "wrong-password" | "no-service" | "blocked" };

/** Whether a subscriber may come online, and with which service. The password is asked for last: it costs the most. */
export function decideAccess(
  subscriber: Subscriber | undefined,
  passwordMatches: (subscriber: Subscriber) => boolean,
): Result<ServiceState, AccessRefusal> {
  if (subscriber === undefined) return refuse({ kind: "unknown-user" });
  if (!passwordMatches(subscriber)) return refuse({ kind: "wrong-password" });
  if (subscriber.service === undefined) return refuse({ kind: "no-service" });
  if (subscriber.service.level === "blocked") return refuse({ kind: "blocked" });
  return ok(subscriber.service);
}

/** Reply-Message of an Access-Reject: shown by some routers. It does not tell an unknown name from a wrong password. */
export const rejectMessage = {
  "unknown-user": "Wrong username or password",
  "wrong-password": "Wrong username or password",
  "no-service": "This account is not active yet",
  blocked: "No data left. Top up to come online again",
} satisfies Record<AccessRefusal["kind"], string>;
