import { ok, type Result, refuse } from "@beacom/result";
import type { Person } from "#domain/person";

/** A refresh token as it is kept, with what is known of its family: one sign-in on one device. */
export type RefreshToken = {
  familyId: string;
  person: Person;
  /** When the person proved a second factor last, on this device. Of a customer who has set up none: whatever they sign in with. */
  secondFactorAt: Date | undefined;
  expiresAt: Date;
  rotatedAt: Date | undefined;
  familyEndedAt: Date | undefined;
  /** Whether the token that replaced this one has been used as well. */
  successorUsed: boolean;
};

export type RefreshRefusal = { kind: "refresh-token-unknown" | "session-ended" };

export const accessMinutes = 15;
/** A phone in a pocket stays signed in; a desk in an office is signed in to once a day. */
const idleHours = { customer: 30 * 24, staff: 12 } satisfies Record<Person["kind"], number>;
const redeliverWithinMs = 5 * 60_000;

export const accessExpiry = (at: Date): Date => new Date(at.getTime() + accessMinutes * 60_000);
export const refreshExpiry = (kind: Person["kind"], at: Date): Date =>
  new Date(at.getTime() + idleHours[kind] * 3_600_000);

export type EndOfFamily =
  | "signed-out"
  | "token-reused"
  | "signed-out-elsewhere"
  | "second-factor-reset"
  | "deactivated"
  | "password-changed";

export type RefreshDecision = "rotate" | "deliver-again" | "end-family";

/**
 * A token is good once. Two exceptions cannot be told from theft at the moment they happen, and are common on poor networks: the answer was lost, or two
 * tabs asked at once. For five minutes, and only while the successor is unused, the same successor is delivered again. Any other second use
 * means that two parties hold the token, and the family ends for both.
 */
export function decideRefresh(token: RefreshToken | undefined, at: Date): Result<RefreshDecision, RefreshRefusal> {
  if (!token) return refuse({ kind: "refresh-token-unknown" });
  if (token.familyEndedAt || at >= token.expiresAt) return refuse({ kind: "session-ended" });
  if (!token.rotatedAt) return ok("rotate");
  const soon = at.getTime() - token.rotatedAt.getTime() <= redeliverWithinMs;
  return ok(soon && !token.successorUsed ? "deliver-again" : "end-family");
}
