import { parseArgs } from "node:util";
import { type BenchReport, missed } from "#bench";
import { benches } from "#benches";
import { thisMachine } from "#machine";
import { tableOf } from "#table";

const usage = `bench NAME [--json] [--quick]\n${Object.entries(benches)
  .map(([name, { about }]) => `  ${name.padEnd(12)}${about}`)
  .join("\n")}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, quick: { type: "boolean" }, help: { type: "boolean" } },
});
const name = positionals[0] ?? "";
const bench = benches[name];
if (bench === undefined || values.help) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}

const machine = thisMachine();
if (machine.loadBefore > machine.cores / 2) {
  console.error(`this machine is busy (load ${machine.loadBefore}): its figures will say little`);
}
const started = new AsyncDisposableStack();
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    console.error(`\n${signal}: stopping what was started`);
    void started.disposeAsync().finally(() => process.exit(130));
  });
}

try {
  const { settings, cases } = await bench.run({
    quick: values.quick ?? false,
    say: (line) => console.error(line),
    started,
  });
  const report: BenchReport = { bench: name, machine, cases };
  console.log(values.json ? JSON.stringify(report) : `${settings}\n\n${tableOf(report)}`);
  // A quick look proves nothing, so it fails nothing.
  if (!values.quick && cases.some(missed)) process.exitCode = 1;
} catch (error) {
  if (!stopping) {
    console.error(error instanceof Error ? error.stack : error);
    process.exitCode = 1;
  }
} finally {
  if (!stopping) await started.disposeAsync();
}
