import { ok, type Result, refuse } from "@beacom/result";

/** A refresh token as it is kept, with what is known of its family: one sign-in on one device. */
export type RefreshToken = {
  familyId: string;
  customerId: string;
  expiresAt: Date;
  rotatedAt: Date | undefined;
  familyEndedAt: Date | undefined;
  /** Whether the token that replaced this one has been used as well. */
  successorUsed: boolean;
};

export type RefreshRefusal = { kind: "refresh-token-unknown" | "session-ended" };

export const accessMinutes = 15;
const idleDays = 30;
const redeliverWithinMs = 5 * 60_000;

export const accessExpiry = (at: Date): Date => new Date(at.getTime() + accessMinutes * 60_000);
export const refreshExpiry = (at: Date): Date => new Date(at.getTime() + idleDays * 86_400_000);

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
