import { ok, type Result, refuse } from "@beacom/result";
import type { MassTerms } from "#domain/mass-actions-terms";

/** How many it is about, and what it costs the operator; an income is negative. `stakeCents` adds up without regard to the sign. */
export type Tally = {
  readonly customers: number;
  readonly leftOut: number;
  readonly costCents: bigint;
  readonly stakeCents: bigint;
};
export type Phase =
  /** Each customer is looked at: would it work, and what would it cost? */
  | { readonly state: "preparing" }
  | { readonly state: "ready"; readonly tally: Tally; readonly expiresAt: Date }
  | { readonly state: "awaiting-approval"; readonly tally: Tally; readonly startedBy: string; readonly expiresAt: Date }
  | ({ readonly state: "running" } & Begun)
  | ({ readonly state: "paused"; readonly pausedBy: string } & Begun)
  | ({ readonly state: "finished"; readonly finishedAt: Date } & Begun)
  | { readonly state: "cancelled"; readonly by: string; readonly at: Date }
  | { readonly state: "declined"; readonly by: string; readonly at: Date }
  | { readonly state: "lapsed"; readonly at: Date };
type Begun = {
  readonly tally: Tally;
  readonly startedBy: string;
  /** Null: it was within the limits of the one who started it. */
  readonly approvedBy: string | null;
};
export type MassAction = {
  readonly actionId: string;
  readonly terms: MassTerms;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly phase: Phase;
};

export type MassCommand =
  | { readonly type: "prepared"; readonly tally: Tally }
  | { readonly type: "start"; readonly by: string; readonly limits: AloneLimits; readonly usedAlone: UsedAlone }
  | { readonly type: "approve" | "decline" | "pause" | "resume" | "cancel"; readonly by: string }
  | { readonly type: "finish" | "lapse" };
/** Up to so much needs no second person. */
export type AloneLimits = { readonly customers: number; readonly cents: bigint };
/** What the same person started alone within a day, so that a large action is not made as many small ones. */
export type UsedAlone = { readonly customers: number; readonly stakeCents: bigint };

export type MassRefusal = {
  readonly kind:
    | "still-preparing"
    | "nobody-to-do-it-to"
    | "started-already"
    | "not-awaiting-approval"
    | "asker-cannot-approve"
    | "not-running"
    | "not-paused"
    | "not-over-yet"
    | "over-already"
    | "lapsed";
};

/** What was prepared or asked for is as old as this at most when it begins: customers change. */
export const validHours = 24;

export function decideMassAction(action: MassAction, command: MassCommand, at: Date): Result<MassAction, MassRefusal> {
  const decided = nextPhase(action, command, at);
  return decided.ok ? ok({ ...action, phase: decided.value }) : decided;
}

function nextPhase(action: MassAction, command: MassCommand, at: Date): Result<Phase, MassRefusal> {
  const { phase } = action;
  if (isOver(phase)) return refuse({ kind: phase.state === "lapsed" ? "lapsed" : "over-already" });
  if (command.type === "lapse")
    return hasLapsed(phase, at) ? ok({ state: "lapsed", at }) : refuse({ kind: "not-over-yet" });
  if (command.type === "cancel") return ok({ state: "cancelled", by: command.by, at });
  if (hasLapsed(phase, at)) return refuse({ kind: "lapsed" });
  switch (command.type) {
    case "prepared":
      if (phase.state !== "preparing") return refuse({ kind: "started-already" });
      return ok({ state: "ready", tally: command.tally, expiresAt: hoursAfter(at, validHours) });
    case "start":
      return started(phase, command, at);
    case "approve": {
      if (phase.state !== "awaiting-approval") return refuse({ kind: "not-awaiting-approval" });
      const { tally, startedBy } = phase;
      // Whoever chose the customers and whoever asked for it to be done are one side of it, even if they are two.
      if (command.by === startedBy || command.by === action.askedBy) return refuse({ kind: "asker-cannot-approve" });
      return ok({ state: "running", tally, startedBy, approvedBy: command.by });
    }
    case "decline":
      if (phase.state !== "awaiting-approval") return refuse({ kind: "not-awaiting-approval" });
      return ok({ state: "declined", by: command.by, at });
    case "pause":
      return phase.state === "running"
        ? ok({ ...phase, state: "paused", pausedBy: command.by })
        : refuse({ kind: "not-running" });
    case "resume": {
      if (phase.state !== "paused") return refuse({ kind: "not-paused" });
      const { pausedBy: _, ...begun } = phase;
      return ok({ ...begun, state: "running" });
    }
    case "finish":
      return phase.state === "running"
        ? ok({ ...phase, state: "finished", finishedAt: at })
        : refuse({ kind: "not-running" });
    default:
      return command.type satisfies never;
  }
}

function started(phase: Phase, command: MassCommand & { type: "start" }, at: Date): Result<Phase, MassRefusal> {
  if (phase.state === "preparing") return refuse({ kind: "still-preparing" });
  if (phase.state !== "ready") return refuse({ kind: "started-already" });
  const { by, limits, usedAlone } = command;
  const { tally } = phase;
  if (tally.customers === 0) return refuse({ kind: "nobody-to-do-it-to" });
  const isWithin =
    usedAlone.customers + tally.customers <= limits.customers &&
    usedAlone.stakeCents + tally.stakeCents <= limits.cents;
  return ok(
    isWithin
      ? { state: "running", tally, startedBy: by, approvedBy: null }
      : { state: "awaiting-approval", tally, startedBy: by, expiresAt: hoursAfter(at, validHours) },
  );
}

export const isOver = ({ state }: Phase): boolean =>
  state === "finished" || state === "cancelled" || state === "declined" || state === "lapsed";

export const hasLapsed = (phase: Phase, at: Date): boolean => "expiresAt" in phase && phase.expiresAt <= at;

const hoursAfter = (at: Date, hours: number): Date => new Date(at.getTime() + hours * 3_600_000);
