import type { EntitlementRefusal } from "#domain/policy/entitlement";

export type AccessRefusal =
  | EntitlementRefusal
  | { readonly kind: "unknown-user" | "wrong-password" | "limit-reached" | "pool-empty" };

/** Reply-Message of an Access-Reject: shown by some routers. It does not tell an unknown name from a wrong password. */
export const rejectMessage = {
  "unknown-user": "Wrong username or password",
  "wrong-password": "Wrong username or password",
  disabled: "This account is closed. Ask for help",
  expired: "This account has expired. Top up to come online again",
  "another-device": "This account is for another device. Ask for help",
  "another-nas": "This account is for another place. Ask for help",
  "no-service": "This account is not active yet",
  blocked: "No data left. Top up to come online again",
  "outside-hours": "This service is not open at this hour",
  "limit-reached": "This account is in use on another device",
  "pool-empty": "No address is free. Try again in a moment",
} satisfies Record<AccessRefusal["kind"], string>;
