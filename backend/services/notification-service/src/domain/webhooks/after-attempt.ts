import { secondsToNextAttempt } from "#domain/webhooks/retry-schedule";

/** What came of one attempt. `status` is the receiver's answer, 0 if there was none. */
export type Outcome = {
  kind:
    | "delivered"
    | "refused"
    | "gone"
    | "redirected"
    | "timed-out"
    | "connection-failed"
    | "name-unknown"
    | "address-not-allowed"
    | "certificate-not-trusted"
    | "secret-not-readable";
  status: number;
  /** The receiver's Retry-After. */
  askedSeconds: number | null;
};

export type DeliveryState =
  | { state: "pending"; nextAttemptAt: Date }
  | { state: "delivered" }
  /** Nobody tries again by itself. */
  | { state: "given-up" };

/** Since when nothing but failures came from an endpoint, and the last of them. */
export type Failing = { since: Date; last: Date };
export type DisabledReason = "gone" | "failing";

export type AfterAttempt = {
  delivery: DeliveryState;
  failing: Failing | null;
  /** The endpoint gets nothing more until staff enable it. */
  disable: DisabledReason | null;
};

const hourMs = 3_600_000;
/** Failing for so long without one success ends an endpoint. */
export const failingDays = 5;
/** Longer than the longest pause between two attempts: a failure after that begins a new count. */
const quietHours = 48;

export function afterAttempt(attempt: {
  outcome: Outcome;
  /** With this one. */
  attempts: number;
  at: Date;
  chance: number;
  failing: Failing | null;
}): AfterAttempt {
  const { outcome, at } = attempt;
  if (outcome.kind === "delivered") return { delivery: { state: "delivered" }, failing: null, disable: null };
  const failing = { since: countsOn(attempt.failing, at) ? attempt.failing.since : at, last: at };
  if (outcome.kind === "gone") return { delivery: { state: "given-up" }, failing, disable: "gone" };
  const tooLong = at.getTime() - failing.since.getTime() >= failingDays * 24 * hourMs;
  const seconds = secondsToNextAttempt({ ...attempt, askedSeconds: outcome.askedSeconds });
  const delivery: DeliveryState =
    seconds === null
      ? { state: "given-up" }
      : { state: "pending", nextAttemptAt: new Date(at.getTime() + Math.ceil(seconds * 1_000)) };
  return { delivery, failing, disable: tooLong ? "failing" : null };
}

const countsOn = (failing: Failing | null, at: Date): failing is Failing =>
  failing !== null && at.getTime() - failing.last.getTime() <= quietHours * hourMs;
