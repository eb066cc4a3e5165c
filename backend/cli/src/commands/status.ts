import colours from "picocolors";
import { drawSections } from "#console/table";
import { dataFolder } from "#installation/data-folder";
import { isAlive } from "#installation/process-identity";
import { type Check, listens, readyz } from "#installation/readiness";
import { runningState } from "#installation/run-state";
import { coreProcess, radiusProcess } from "#installation/services";

type Line = { name: string; pid: number; restarts: number; state: string };

export async function statusCommand(options: { data?: string; json?: boolean }): Promise<void> {
  const folder = dataFolder(options.data);
  const state = runningState(folder);
  if (!state) {
    if (options.json === true) console.log(JSON.stringify({ running: false, data: folder.path }));
    else console.log(`Nothing runs on ${folder.path}. Start it: ./beacom up`);
    process.exitCode = 3;
    return;
  }
  const checks: Record<string, Check> = {
    [coreProcess]: readyz(state.ports.coreOps),
    [radiusProcess]: readyz(state.ports.radiusOps),
    postgres: listens(state.ports.postgres),
    "paystack-sandbox": listens(state.ports.paystack),
  };
  const lines: Line[] = await Promise.all(
    state.processes.map(async ({ name, pid, startedAt, restarts }) => {
      const alive = isAlive({ pid, startedAt });
      return { name, pid, restarts, state: alive ? ((await checks[name]?.()) ?? "ready") : "not running" };
    }),
  );
  const healthy = state.ready && lines.every((line) => line.state === "ready");
  if (!healthy) process.exitCode = 1;
  if (options.json === true) {
    console.log(
      JSON.stringify({
        running: true,
        healthy,
        data: folder.path,
        since: state.since,
        publicUrl: state.publicUrl,
        ports: state.ports,
        processes: lines,
      }),
    );
    return;
  }
  console.log(
    drawSections([
      {
        title: state.ready ? "Beacom is up" : "Beacom is starting",
        rows: [
          ["portal", state.publicUrl],
          ["data", folder.path],
          ["since", `${state.since} (process ${state.supervisor.pid})`],
        ],
      },
      {
        title: "Processes",
        rows: lines.map((line) => [
          line.name,
          `${(line.state === "ready" ? colours.green : colours.red)(line.state)}  process ${line.pid}${line.restarts > 0 ? `, started again ${line.restarts} times` : ""}`,
        ]),
      },
    ]),
  );
}
