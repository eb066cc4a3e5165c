import type { Bench, Case } from "#bench";
import { beacomAppend } from "#ledger/append-beacom";
import { emmettAppend } from "#ledger/append-emmett";
import { plainAppend, tunedAppend } from "#ledger/append-plain";
import { beacomCharging } from "#ledger/charging-beacom";
import { freeradiusCounter } from "#ledger/charging-freeradius";
import type { Measured } from "#ledger/closed-loop";
import { startDatabases } from "#ledger/database";
import { type Comparison, comparisonsOf, type Run } from "#ledger/promises";
import type { Side } from "#ledger/side";
import { beacomTransfers } from "#ledger/transfers-beacom";
import { engineTransfers } from "#ledger/transfers-engine";
import { plainTransfers } from "#ledger/transfers-plain";
import { postgresSettings } from "#radius/contender";
import { median } from "#radius/figures";
import { buildRadload } from "#radius/radload";

export const ledgerBench: Bench = {
  about:
    "events, transfers and charging decisions, all durable, against SQL, emmett-postgresql and FreeRADIUS sqlcounter",
  async run(options) {
    const { quick, say, started } = options;
    const radload = started.use(await buildRadload(say));
    const databases = await startDatabases(options);
    say("starting FreeRADIUS");
    const comparisons = comparisonsOf({
      append: beacomAppend(databases),
      appendPlain: plainAppend(databases),
      appendTuned: tunedAppend(databases),
      appendEmmett: emmettAppend(databases),
      transferStore: beacomTransfers(databases),
      transferEngine: engineTransfers(databases),
      transferPlain: plainTransfers(databases),
      charging: beacomCharging(databases),
      chargingPeer: await freeradiusCounter(options, databases, radload),
    });
    const load = quick ? { seconds: 1, warmupSeconds: 0.5 } : { seconds: 5, warmupSeconds: 2 };
    const rounds = quick ? 1 : 3;
    const figures = new Map<string, Measured[]>();
    for (let round = 1; round <= rounds; round++) {
      for (const run of inTurn(comparisons, round)) {
        const measured = await run.side.measure({ callers: run.callers, ...load });
        figures.set(nameOf(run), [...(figures.get(nameOf(run)) ?? []), measured]);
        say(`  ${round}/${rounds} ${nameOf(run)}: ${describe(measured)}`);
      }
    }
    return {
      settings: settingsOf(comparisons),
      cases: comparisons.map((comparison) => caseOf(comparison, figures)),
    };
  },
};

/** Each run once a round, those that are compared next to each other, every other round backwards: what the machine does meanwhile hits all. */
function inTurn(comparisons: readonly Comparison[], round: number): Run[] {
  const runs = new Map<string, Run>();
  for (const { beacom, peer } of comparisons) {
    for (const run of [...(typeof peer === "number" ? [] : peer), ...beacom]) runs.set(nameOf(run), run);
  }
  return round % 2 === 1 ? [...runs.values()] : [...runs.values()].toReversed();
}

function caseOf({ name, unit, beacom, peer, goal }: Comparison, figures: ReadonlyMap<string, Measured[]>): Case {
  const best = (runs: readonly Run[]) =>
    runs.map((run) => medianOf(figures.get(nameOf(run))!)).reduce((a, b) => (a.rate >= b.rate ? a : b));
  const ours = best(beacom);
  const theirs = typeof peer === "number" ? undefined : best(peer);
  const rate = theirs?.rate ?? (peer as number);
  return {
    case: name,
    unit,
    beacom: Math.round(ours.rate),
    peer: Math.round(rate),
    ratio: Number((ours.rate / rate).toFixed(2)),
    goal,
    lost: 0,
    details: {
      beacomP99Ms: Number(ours.p99Ms.toFixed(1)),
      ...(theirs && { peerP99Ms: Number(theirs.p99Ms.toFixed(1)) }),
      beacomRefusedPercent: Number(ours.refusedPercent.toFixed(1)),
      ...(theirs && { peerRefusedPercent: Number(theirs.refusedPercent.toFixed(1)) }),
    },
  };
}

const medianOf = (measured: readonly Measured[]) => ({
  rate: median(measured.map(({ rate }) => rate)),
  p99Ms: median(measured.map(({ p99Ms }) => p99Ms)),
  refusedPercent: median(measured.map(refusedPercent)),
});

const refusedPercent = ({ answered: { done, refused } }: Measured) => (100 * refused) / (done + refused);

function settingsOf(comparisons: readonly Comparison[]): string {
  const runs = inTurn(comparisons, 1);
  const sides = new Set<Side>(runs.map(({ side }) => side));
  const shared = Object.entries(postgresSettings).map(([name, value]) => `${name}=${value}`);
  return [
    ...[...sides].map(({ name, settings }) => `${name}: ${settings}`),
    `one PostgreSQL for all of them, and a new database for each run: ${shared.join(" ")}`,
    "medians; a rate counts what was done and not what was refused; after each run the database is compared with what was answered",
  ].join("\n");
}

const nameOf = ({ side, callers }: Run): string => `${side.name}, ${callers} callers`;
const describe = (measured: Measured): string =>
  `${Math.round(measured.rate)}/s, p50 ${measured.p50Ms.toFixed(1)} ms, p99 ${measured.p99Ms.toFixed(1)} ms, ${refusedPercent(measured).toFixed(1)} % refused`;
