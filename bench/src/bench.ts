import type { Machine } from "#machine";

/** One figure, measured on both sides in the same run. A ratio above 1 speaks for Beacom. */
export type Case = {
  case: string;
  unit: string;
  beacom: number;
  peer: number;
  ratio: number;
  /** The ratio that we promise; without one the figure is for information. Whatever is promised, a lost request breaks it. */
  goal?: number | "none lost";
  /** Of Beacom's requests: those that never got an answer. */
  lost: number;
  /** How many times as much CPU time the peer takes for a request, and what we promise of that. */
  cpuRatio?: number;
  cpuGoal?: number;
  details?: Record<string, number>;
};

export type BenchOptions = {
  /** A look rather than a measurement: one short run. */
  quick: boolean;
  say: (line: string) => void;
  /** Whatever was started is handed over here, and stopped in the opposite order: at the end, and on Ctrl-C. */
  started: AsyncDisposableStack;
};

export type BenchOutcome = { settings: string; cases: readonly Case[] };
export type Bench = { about: string; run(options: BenchOptions): Promise<BenchOutcome> };
export type BenchReport = { bench: string; machine: Machine; cases: readonly Case[] };

export const missed = ({ ratio, goal, lost, cpuRatio, cpuGoal }: Case): boolean =>
  (typeof goal === "number" && ratio < goal) || lost > 0 || (cpuGoal !== undefined && (cpuRatio ?? 0) < cpuGoal);
