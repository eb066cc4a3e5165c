import { ok, type Result, refuse } from "@beacom/result";

/** Failed attempts to sign in as one phone number or address, whether or not anybody has it. */
export type SignInAttempts = { failures: number; lastAt: Date; blockedUntil: Date | undefined };

const freeAttempts = 5;
const firstPauseSeconds = 10;
const longestPauseSeconds = 15 * 60;
const forgottenAfterMs = 24 * 3_600_000;

/** Counts an attempt before it is made: parallel guesses would otherwise all be first. A success forgets the count. */
export function decideAttempt(
  before: SignInAttempts | undefined,
  at: Date,
): Result<SignInAttempts, { kind: "too-many-attempts" }> {
  const known = before && at.getTime() - before.lastAt.getTime() < forgottenAfterMs ? before : undefined;
  if (known?.blockedUntil && at < known.blockedUntil) return refuse({ kind: "too-many-attempts" });
  const failures = (known?.failures ?? 0) + 1;
  return ok({ failures, lastAt: at, blockedUntil: pauseAfter(failures, at) });
}

/** Twice as long each time; a code to the phone stays possible meanwhile. */
function pauseAfter(failures: number, at: Date): Date | undefined {
  if (failures < freeAttempts) return undefined;
  const seconds = Math.min(firstPauseSeconds * 2 ** (failures - freeAttempts), longestPauseSeconds);
  return new Date(at.getTime() + seconds * 1000);
}
