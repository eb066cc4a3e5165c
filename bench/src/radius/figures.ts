import type { Case } from "#bench";
import type { Plan } from "#radius/plans";
import type { Measured } from "#radius/radload";

/** Both sides of one case, a measurement for each round. */
export type Sides = { readonly beacom: Measured[]; readonly peer: Measured[] };

export function rateCase({ name, goal, cpuGoal }: Plan, sides: Sides): Case {
  const ours = median(sides.beacom.map(({ rate }) => rate));
  const theirs = median(sides.peer.map(({ rate }) => rate));
  const [cpu, peerCpu] = [cpuOf(sides.beacom), cpuOf(sides.peer)];
  return {
    case: name,
    unit: "requests/s",
    beacom: Math.round(ours),
    peer: Math.round(theirs),
    ratio: rounded(ours / theirs),
    goal,
    lost: lostOf(sides.beacom),
    cpuRatio: rounded(peerCpu / cpu),
    ...(cpuGoal !== undefined && { cpuGoal }),
    details: detailsOf(sides),
  };
}

/** A tail that is as long as the peer's is a ratio of 1. */
export function latencyCase(name: string, requestsPerSecond: number, sides: Sides): Case {
  const [ours, theirs] = [p99Of(sides.beacom), p99Of(sides.peer)];
  return {
    case: `${name} (${requestsPerSecond}/s)`,
    unit: "ms",
    beacom: ours,
    peer: theirs,
    ratio: rounded(theirs / ours),
    goal: 1,
    lost: lostOf(sides.beacom),
    details: detailsOf(sides),
  };
}

export function stormCase(sessions: number, sides: Sides): Case {
  const ours = median(sides.beacom.map(({ rate }) => rate));
  const theirs = median(sides.peer.map(({ rate }) => rate));
  return {
    case: `${sessions} sessions log in and start at once`,
    unit: "requests/s",
    beacom: Math.round(ours),
    peer: Math.round(theirs),
    ratio: rounded(ours / theirs),
    goal: "none lost",
    lost: lostOf(sides.beacom),
    details: detailsOf(sides),
  };
}

/** Two measurements one after the other, as one. */
export const together = (first: Measured, second: Measured): Measured => ({
  rate: (first.done + second.done) / (first.done / first.rate + second.done / second.rate),
  done: first.done + second.done,
  accepted: first.accepted + second.accepted,
  acct: first.acct + second.acct,
  lost: first.lost + second.lost,
  bad: first.bad + second.bad,
  retransmitted: first.retransmitted + second.retransmitted,
  p50_us: Math.max(first.p50_us, second.p50_us),
  p99_us: Math.max(first.p99_us, second.p99_us),
  cpu_us_server: weighted(first, second, ({ cpu_us_server = 0 }) => cpu_us_server),
  cpu_us_postgres: weighted(first, second, ({ cpu_us_postgres = 0 }) => cpu_us_postgres),
});

function weighted(first: Measured, second: Measured, of: (measured: Measured) => number): number {
  return (of(first) * first.done + of(second) * second.done) / (first.done + second.done);
}

const detailsOf = ({ beacom, peer }: Sides): Record<string, number> => ({
  beacomP99Ms: p99Of(beacom),
  peerP99Ms: p99Of(peer),
  beacomCpuMicroseconds: Math.round(cpuOf(beacom)),
  peerCpuMicroseconds: Math.round(cpuOf(peer)),
  peerLost: lostOf(peer),
});

const p99Of = (side: readonly Measured[]): number =>
  Number((median(side.map(({ p99_us }) => p99_us)) / 1000).toFixed(1));
const lostOf = (side: readonly Measured[]): number => side.reduce((sum, { lost, bad }) => sum + lost + bad, 0);
const cpuOf = (side: readonly Measured[]): number =>
  median(side.map(({ cpu_us_server = 0, cpu_us_postgres = 0 }) => cpu_us_server + cpu_us_postgres));
const rounded = (ratio: number): number => Number(ratio.toFixed(2));

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
