import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "#console/problem";
import type { SupervisedProcess } from "#installation/supervised-process";

/** Why it is not ready, or undefined when it is. */
export type Check = () => Promise<string | undefined>;

export const readyz =
  (port: number): Check =>
  async () => {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3_000) });
      const text = (await answer.text()).trim();
      return answer.ok ? undefined : `not ready: ${text.slice(0, 400)}`;
    } catch {
      return "does not answer yet";
    }
  };

export const listens =
  (port: number): Check =>
  () =>
    new Promise((resolve) => {
      const socket = connect({ port, host: "127.0.0.1" });
      const done = (why: string | undefined) => {
        socket.destroy();
        resolve(why);
      };
      socket.setTimeout(2_000, () => done("does not answer yet"));
      socket.once("connect", () => done(undefined));
      socket.once("error", () => done("does not answer yet"));
    });

export async function waitUntilReady(options: {
  process: SupervisedProcess;
  check: Check;
  logFile: string;
  report: (note: string) => void;
  limitMs?: number;
  signal?: AbortSignal;
}): Promise<void> {
  const untilMs = Date.now() + (options.limitMs ?? 120_000);
  for (;;) {
    options.signal?.throwIfAborted();
    const why = await options.check();
    if (why === undefined) return;
    options.report(why);
    const keepsDying = options.process.restarts() >= 3;
    if (keepsDying || Date.now() > untilMs) {
      const last = options.process.lastLines().slice(-8).map(shortened);
      throw new Problem(
        [`${options.process.name} ${keepsDying ? "keeps ending" : `did not become ready: ${why}`}`, ...last].join(
          "\n  ",
        ),
        [`Its whole log: ${options.logFile}`, "What may be wrong with this machine: ./beacom doctor"],
      );
    }
    await pause(100);
  }
}

const shortened = (line: string) => (line.length > 300 ? `${line.slice(0, 300)}…` : line);
