import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export type Writer = {
  readonly acknowledged: ReadonlySet<string>;
  /** As the power goes: nothing is finished, nothing is said. */
  kill9(): Promise<void>;
  /** Lets it finish what it has begun; throws what it complained of. */
  stop(): Promise<void>;
};

/** Another process that appends to the store of a database. */
export function startWriter(options: { url: string; name: string; callers: number }): Writer {
  const program = fileURLToPath(new URL("writer-process.ts", import.meta.url));
  const { url, name, callers } = options;
  const child: ChildProcess = spawn(process.execPath, [program, url, name, String(callers)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const acknowledged = new Set<string>();
  let unfinished = "";
  child.stdout!.on("data", (chunk: Buffer) => {
    const lines = (unfinished + chunk.toString()).split("\n");
    // A line that was cut off by the kill was not said.
    unfinished = lines.pop() ?? "";
    for (const line of lines) acknowledged.add(line);
  });
  let complaints = "";
  child.stderr!.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  return {
    acknowledged,
    async kill9() {
      child.kill("SIGKILL");
      await ended;
      if (complaints !== "") throw new Error(complaints);
    },
    async stop() {
      child.stdin!.end();
      const code = await ended;
      if (code !== 0 || complaints !== "") throw new Error(`writer ${name} ended with ${code}: ${complaints}`);
    },
  };
}
