import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchOptions } from "#bench";
import { startBeacomRadius } from "#radius/beacom-radius";
import { type Contender, postgresSettings, subscribers } from "#radius/contender";
import { latencyCase, median, rateCase, type Sides, stormCase, together } from "#radius/figures";
import { startFreeradius } from "#radius/freeradius";
import { equalLoads, type Plan, plans } from "#radius/plans";
import { buildRadload, type Load, type Measured, type Radload } from "#radius/radload";

const sessionsPerRun = 4_000;
/** As many as come back when the power does. */
const stormSessions = 10_000;
const stormOutstanding = 2_048;

export const radiusBench: Bench = {
  about:
    "PAP, CHAP, MS-CHAPv2 and interim accounting, tails at equal load and a storm, against FreeRADIUS with rlm_sql",
  async run(options) {
    const { started, say, quick } = options;
    const radload = started.use(await buildRadload(say));
    say("starting FreeRADIUS");
    const peer = await startFreeradius(options);
    say("starting Beacom");
    const beacom = await startBeacomRadius(options);
    const rounds = quick ? 1 : 3;
    let firstSession = 0;

    /** In turn, and each time the other first: what the machine does meanwhile hits both. */
    async function inTurn(
      name: string,
      measureOne: (contender: Contender, firstSession: number) => Promise<Measured>,
    ): Promise<Sides> {
      const sides: Sides = { beacom: [], peer: [] };
      for (let round = 1; round <= rounds; round++) {
        const turns = [
          ["peer", peer],
          ["beacom", beacom],
        ] as const;
        for (const [side, contender] of round % 2 === 1 ? turns : turns.toReversed()) {
          const measured = await measureOne(contender, firstSession);
          sides[side].push(measured);
          say(`  ${round}/${rounds} ${name}: ${contender.name} ${describe(measured)}`);
        }
        firstSession += stormSessions;
      }
      return sides;
    }

    const measuring = { radload, quick };
    const rates = new Map<Plan, Sides>();
    for (const plan of plans)
      rates.set(plan, await inTurn(plan.name, (contender, first) => measure(measuring, contender, plan, first)));
    const latencies = [];
    for (const { name, of } of equalLoads) {
      const requestsPerSecond = Math.round(median(rates.get(of)!.peer.map(({ rate }) => rate)) / 2);
      const sides = await inTurn(name, (contender, first) =>
        measure(measuring, contender, of, first, requestsPerSecond),
      );
      latencies.push(latencyCase(name, requestsPerSecond, sides));
    }
    const storm = await inTurn("storm", (contender, first) => measureStorm(measuring, contender, first));
    return {
      settings: settingsOf([peer, beacom]),
      cases: [...plans.map((plan) => rateCase(plan, rates.get(plan)!)), ...latencies, stormCase(stormSessions, storm)],
    };
  },
};

type Measuring = { readonly radload: Radload; readonly quick: BenchOptions["quick"] };

async function measure(
  { radload, quick }: Measuring,
  contender: Contender,
  { mode, outstanding }: Plan,
  firstSession: number,
  requestsPerSecond?: number,
): Promise<Measured> {
  const load = {
    mode,
    outstanding,
    ...loadOf(contender),
    seconds: quick ? 2 : 6,
    warmupSeconds: 2,
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
  };
  if (mode !== "interim") {
    const measured = await radload.put({ ...load, port: contender.authPort });
    if (measured.accepted !== measured.done) throw new Error(`${contender.name} refused logins: ${describe(measured)}`);
    return measured;
  }
  const sessions = { port: contender.acctPort, sessions: sessionsPerRun, firstSession };
  const opened = await radload.put({ ...loadOf(contender), ...sessions, mode: "start", outstanding: 256 });
  if (opened.acct < sessionsPerRun) throw new Error(`${contender.name} did not take all Starts: ${describe(opened)}`);
  return withAcknowledged(contender, "interim", (acknowledgedTo) =>
    radload.put({ ...load, ...sessions, acknowledgedTo }),
  );
}

/** Everybody logs in, and everybody's session starts, with as many requests under way as many routers together have. */
async function measureStorm({ radload }: Measuring, contender: Contender, firstSession: number): Promise<Measured> {
  const load = { ...loadOf(contender), outstanding: stormOutstanding };
  const logins = await radload.put({ ...load, mode: "pap", port: contender.authPort, requests: stormSessions });
  const starts = await withAcknowledged(contender, "start", (acknowledgedTo) =>
    radload.put({
      ...load,
      mode: "start",
      port: contender.acctPort,
      sessions: stormSessions,
      firstSession,
      acknowledgedTo,
    }),
  );
  return together(logins, starts);
}

const loadOf = ({ secret, processes }: Contender): Pick<Load, "secret" | "processes" | "subscribers"> => ({
  secret,
  processes,
  subscribers,
});

/** A figure counts only if everything that was acknowledged is in the database: an answer before the commit would be cheap. */
async function withAcknowledged(
  contender: Contender,
  kind: "start" | "interim",
  put: (acknowledgedTo: string) => Promise<Measured>,
): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "beacom-bench-"));
  try {
    const acknowledgedTo = join(folder, "acknowledged");
    const measured = await put(acknowledgedTo);
    await proveStored(contender, kind, await readFile(acknowledgedTo, "utf8"));
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function proveStored(contender: Contender, wanted: string, acknowledged: string): Promise<void> {
  const stored = await contender.stored();
  let reports = 0;
  for (const line of acknowledged.trim().split("\n")) {
    const [session = "", , kind, up = "0", down = "0"] = line.split(",");
    if (kind !== wanted) continue;
    reports++;
    const totals = stored.get(session);
    if (totals === undefined || totals.octetsUp < BigInt(up) || totals.octetsDown < BigInt(down)) {
      throw new Error(
        `${contender.name} acknowledged what it has not stored: ${line}, stored ${totals?.octetsUp}, ${totals?.octetsDown}`,
      );
    }
  }
  if (reports === 0) throw new Error(`${contender.name} acknowledged no ${wanted}`);
}

function settingsOf(contenders: readonly Contender[]): string {
  const shared = Object.entries(postgresSettings).map(([name, value]) => `${name}=${value}`);
  return [
    ...contenders.map(({ settings }) => settings),
    `PostgreSQL of each: ${shared.join(" ")}`,
    `${subscribers} subscribers, ${sessionsPerRun} new sessions in each interim run; medians; CPU of server and PostgreSQL together, per request`,
    `storm: ${stormSessions} sessions, ${stormOutstanding} requests under way`,
  ].join("\n");
}

const describe = ({ rate, p99_us, lost, cpu_us_server = 0, cpu_us_postgres = 0 }: Measured): string =>
  `${Math.round(rate)}/s, p99 ${(p99_us / 1000).toFixed(1)} ms, ${lost} lost, CPU ${Math.round(cpu_us_server)} + ${Math.round(cpu_us_postgres)} µs`;
