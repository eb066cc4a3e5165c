import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchOptions, Case } from "#bench";
import { startBeacomRadius } from "#radius/beacom-radius";
import { type Contender, postgresSettings, subscribers } from "#radius/contender";
import { startFreeradius } from "#radius/freeradius";
import { buildRadload, type Measured, type Radload } from "#radius/radload";

type Plan = { name: string; mode: "pap" | "interim"; outstanding: number; goal: number };

const plans: readonly Plan[] = [
  { name: "PAP, 32 outstanding", mode: "pap", outstanding: 32, goal: 4 },
  { name: "PAP, 256 outstanding", mode: "pap", outstanding: 256, goal: 4 },
  { name: "interim, 32 outstanding", mode: "interim", outstanding: 32, goal: 2 },
  { name: "interim, 256 outstanding", mode: "interim", outstanding: 256, goal: 5 },
];
const sessionsPerRun = 4_000;

export const radiusBench: Bench = {
  about: "PAP logins and interim accounting, against FreeRADIUS with rlm_sql on PostgreSQL",
  async run(options) {
    const { started, say, quick } = options;
    const radload = started.use(await buildRadload(say));
    say("starting FreeRADIUS");
    const peer = await startFreeradius(options);
    say("starting Beacom");
    const beacom = await startBeacomRadius(options);
    const rounds = quick ? 1 : 3;
    const figures = new Map<string, { beacom: Measured[]; peer: Measured[] }>();
    let firstSession = 0;
    for (let round = 1; round <= rounds; round++) {
      for (const plan of plans) {
        const sides = figures.get(plan.name) ?? { beacom: [], peer: [] };
        figures.set(plan.name, sides);
        // In turn, and each time the other first: what the machine does meanwhile hits both.
        const turns = [
          ["peer", peer],
          ["beacom", beacom],
        ] as const;
        for (const [side, contender] of round % 2 === 1 ? turns : turns.toReversed()) {
          const measured = await measure({ radload, contender, plan, firstSession, options });
          sides[side].push(measured);
          say(`  ${round}/${rounds} ${plan.name}: ${contender.name} ${describe(measured)}`);
        }
        firstSession += sessionsPerRun;
      }
    }
    return { settings: settingsOf([peer, beacom]), cases: plans.map((plan) => caseOf(plan, figures.get(plan.name)!)) };
  },
};

type Measurement = { radload: Radload; contender: Contender; plan: Plan; firstSession: number; options: BenchOptions };

async function measure({ radload, contender, plan, firstSession, options }: Measurement): Promise<Measured> {
  const { mode, outstanding } = plan;
  const { secret, processes } = contender;
  const load = { mode, secret, outstanding, processes, subscribers, seconds: options.quick ? 2 : 6, warmupSeconds: 2 };
  if (mode === "pap") {
    const measured = await radload.put({ ...load, port: contender.authPort });
    if (measured.accepted !== measured.done) throw new Error(`${contender.name} refused logins: ${describe(measured)}`);
    return measured;
  }
  const sessions = { port: contender.acctPort, sessions: sessionsPerRun, firstSession };
  const opened = await radload.put({ ...load, ...sessions, mode: "start", outstanding: 256 });
  if (opened.acct < sessionsPerRun) throw new Error(`${contender.name} did not take all Starts: ${describe(opened)}`);
  const folder = await mkdtemp(join(tmpdir(), "beacom-bench-"));
  try {
    const acknowledgedTo = join(folder, "acknowledged");
    const measured = await radload.put({ ...load, ...sessions, acknowledgedTo });
    await proveStored(contender, await readFile(acknowledgedTo, "utf8"));
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A figure counts only if everything that was acknowledged is in the database: an answer before the commit would be cheap. */
async function proveStored(contender: Contender, acknowledged: string): Promise<void> {
  const stored = await contender.stored();
  let interims = 0;
  for (const line of acknowledged.trim().split("\n")) {
    const [session = "", , kind, up = "0", down = "0"] = line.split(",");
    if (kind !== "interim") continue;
    interims++;
    const totals = stored.get(session);
    if (totals === undefined || totals.octetsUp < BigInt(up) || totals.octetsDown < BigInt(down)) {
      throw new Error(
        `${contender.name} acknowledged what it has not stored: ${line}, stored ${totals?.octetsUp}, ${totals?.octetsDown}`,
      );
    }
  }
  if (interims === 0) throw new Error(`${contender.name} acknowledged no interim`);
}

function caseOf({ name, goal }: Plan, { beacom, peer }: { beacom: Measured[]; peer: Measured[] }): Case {
  const ours = median(beacom.map(({ rate }) => rate));
  const theirs = median(peer.map(({ rate }) => rate));
  const cpu = (side: Measured[]) =>
    Math.round(median(side.map(({ cpu_us_server = 0, cpu_us_postgres = 0 }) => cpu_us_server + cpu_us_postgres)));
  const p99 = (side: Measured[]) => Number((median(side.map(({ p99_us }) => p99_us)) / 1000).toFixed(1));
  return {
    case: name,
    unit: "requests/s",
    beacom: Math.round(ours),
    peer: Math.round(theirs),
    ratio: Number((ours / theirs).toFixed(2)),
    goal,
    lost: sum(beacom.map(({ lost, bad }) => lost + bad)),
    details: {
      beacomP99Ms: p99(beacom),
      peerP99Ms: p99(peer),
      beacomCpuMicroseconds: cpu(beacom),
      peerCpuMicroseconds: cpu(peer),
      peerLost: sum(peer.map(({ lost, bad }) => lost + bad)),
    },
  };
}

function settingsOf(contenders: readonly Contender[]): string {
  const shared = Object.entries(postgresSettings).map(([name, value]) => `${name}=${value}`);
  return [
    ...contenders.map(({ settings }) => settings),
    `PostgreSQL of each: ${shared.join(" ")}`,
    `${subscribers} subscribers, ${sessionsPerRun} new sessions in each interim run; medians; CPU is of the server and its PostgreSQL, per request`,
  ].join("\n");
}

const describe = ({ rate, p99_us, lost, cpu_us_server = 0, cpu_us_postgres = 0 }: Measured): string =>
  `${Math.round(rate)}/s, p99 ${(p99_us / 1000).toFixed(1)} ms, ${lost} lost, CPU ${Math.round(cpu_us_server)} + ${Math.round(cpu_us_postgres)} µs`;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
