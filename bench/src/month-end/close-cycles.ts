import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export type Closed = {
  readonly seconds: number;
  /** Of the worker's process alone; PostgreSQL's is not in it. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly invoices: number;
  readonly failed: number;
};

const program = fileURLToPath(new URL("close-cycles-process.ts", import.meta.url));

/** Closes the cycles that are over at an instant, in a process of its own. Killed in the middle, it answers undefined. */
export async function closeCycles(
  url: string,
  at: string,
  options: { readonly killAfter?: number; readonly started: AsyncDisposableStack },
): Promise<Closed | undefined> {
  const child = spawn(process.execPath, [program, url, at], { stdio: ["ignore", "pipe", "inherit"] });
  options.started.defer(() => void child.kill("SIGKILL"));
  let answer: Closed | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as {
      readonly progress?: number;
      readonly report?: { readonly invoices: number; readonly failed: number };
      readonly seconds?: number;
      readonly cpuSeconds?: number;
      readonly peakMegabytes?: number;
    };
    if (said.progress !== undefined && options.killAfter !== undefined && said.progress >= options.killAfter)
      child.kill("SIGKILL");
    const { report, seconds = 0, cpuSeconds = 0, peakMegabytes = 0 } = said;
    if (report) answer = { seconds, cpuSeconds, peakMegabytes, invoices: report.invoices, failed: report.failed };
  }
  return answer;
}
