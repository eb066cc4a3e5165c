import { Problem } from "#console/problem";
import { runSteps } from "#console/steps";
import { dataFolder } from "#installation/data-folder";
import { goneWithin } from "#installation/process-identity";
import { endLeftovers, runningState } from "#installation/run-state";

export async function downCommand(options: { data?: string }): Promise<void> {
  const folder = dataFolder(options.data);
  const state = runningState(folder);
  if (!state) {
    const left = await endLeftovers(folder);
    console.log(
      left.length > 0 ? `Ended what a killed run had left: ${left.join(", ")}` : `Nothing runs on ${folder.path}.`,
    );
    return;
  }
  await runSteps([
    {
      title: "Stopping everything",
      async run() {
        process.kill(state.supervisor.pid, "SIGTERM");
        if (!(await goneWithin(state.supervisor, 60_000))) {
          throw new Problem(`process ${state.supervisor.pid} has not ended after a minute`, [
            `Look at what it is doing: ${folder.logs}`,
            `Or end it hard; the next start recovers: kill -9 ${state.supervisor.pid}`,
          ]);
        }
      },
    },
  ]);
}
