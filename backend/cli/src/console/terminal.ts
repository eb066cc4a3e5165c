import { createInterface } from "node:readline/promises";
import colours from "picocolors";

/** Where a command speaks to whoever called it: a person, or a program behind a pipe. */
export type Terminal = {
  /** The answer. */
  say(text: string): void;
  /** What is said beside the answer, so that a pipe gets the answer alone. */
  aside(text: string): void;
  /** How far it is: on a screen one line that is written over, elsewhere a line now and then. */
  progress(line: string): void;
  /** The answer anew: on a screen over the one before. */
  redraw(text: string): void;
  /** Somebody is there who can be asked. */
  readonly interactive: boolean;
  confirm(question: string): Promise<boolean>;
  /** What was asked for is not so: the command ends with 1. */
  fail(): void;
  /** From now on Ctrl-C aborts this, and the command ends by itself. */
  interruption(): AbortSignal;
};

const betweenLinesMs = 10_000;

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  let alive = false;
  let lastLineMs = performance.now();
  let interrupted: AbortController | undefined;

  /** Takes the line at hand away, so that the next one stands by itself. */
  const settle = (): void => {
    if (alive) stderr.write("\r\u001b[K");
    alive = false;
  };

  return {
    say(text) {
      settle();
      stdout.write(`${text}\n`);
    },
    aside(text) {
      settle();
      stderr.write(`${text}\n`);
    },
    progress(line) {
      if (stderr.isTTY) {
        stderr.write(`\r\u001b[K${line.slice(0, Math.max(20, stderr.columns - 1))}`);
        alive = true;
        return;
      }
      if (performance.now() - lastLineMs < betweenLinesMs) return;
      lastLineMs = performance.now();
      stderr.write(`${line}\n`);
    },
    redraw(text) {
      settle();
      stdout.write(stdout.isTTY ? `\u001b[H\u001b[2J${text}\n` : `${text}\n\n`);
    },
    interactive: stdin.isTTY && stdout.isTTY,
    async confirm(question) {
      settle();
      const lines = createInterface({ input: stdin, output: stdout });
      try {
        const answer = await lines.question(`${colours.bold(question)} [y/N] `);
        return /^(y|yes)$/i.test(answer.trim());
      } finally {
        lines.close();
      }
    },
    fail() {
      process.exitCode = 1;
    },
    interruption() {
      if (interrupted) return interrupted.signal;
      const abort = new AbortController();
      interrupted = abort;
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
        process.on(signal, () => {
          settle();
          abort.abort(new Error("interrupted"));
        });
      }
      return abort.signal;
    },
  };
}
