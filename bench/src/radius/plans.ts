/** What is measured, and what is promised of it. */
export type Plan = {
  readonly name: string;
  readonly mode: "pap" | "chap" | "mschapv2" | "interim";
  readonly outstanding: number;
  /** The ratio of rates. */
  readonly goal: number;
  /** The ratio of CPU time for a request, of server and database together, where it is promised. */
  readonly cpuGoal?: number;
};

export const plans: readonly Plan[] = [
  { name: "PAP, 32 outstanding", mode: "pap", outstanding: 32, goal: 8, cpuGoal: 10 },
  { name: "PAP, 256 outstanding", mode: "pap", outstanding: 256, goal: 8, cpuGoal: 10 },
  { name: "CHAP, 32 outstanding", mode: "chap", outstanding: 32, goal: 8, cpuGoal: 10 },
  { name: "MS-CHAPv2, 32 outstanding", mode: "mschapv2", outstanding: 32, goal: 5 },
  { name: "interim, 32 outstanding", mode: "interim", outstanding: 32, goal: 1.5 },
  { name: "interim, 256 outstanding", mode: "interim", outstanding: 256, goal: 5, cpuGoal: 5 },
];

/** At half of what the peer can do: what its users would feel, from each of the two. */
export const equalLoads: readonly { readonly name: string; readonly of: Plan }[] = [
  { name: "PAP, p99 at equal load", of: plans[0]! },
  { name: "MS-CHAPv2, p99 at equal load", of: plans[3]! },
  { name: "interim, p99 at equal load", of: plans[4]! },
];
