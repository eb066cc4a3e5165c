import { Listr, PRESET_TIMER } from "listr2";
import colours from "picocolors";

export type Step = {
  title: string;
  /** What it returns is shown beside the title when it is done. */
  // oxlint-disable-next-line typescript/no-invalid-void-type -- many steps have nothing to add
  run(report: (note: string) => void): Promise<string | void>;
  /** A reason not to do it, in words; undefined: do it. */
  skip?: () => string | undefined;
};

/** One line a step, with its time. On a terminal the line at hand is alive; in a pipe each is written once, when it is done. */
export async function runSteps(steps: readonly Step[], options: { quiet?: boolean } = {}): Promise<void> {
  if (options.quiet === true) return inTurn(steps, () => undefined);
  const isScreen = process.stdout.isTTY && process.stdout.columns >= 40;
  if (!isScreen) return inTurn(steps, (line) => console.log(line));
  const list = new Listr(
    steps.map((step) => ({
      title: step.title,
      skip: () => step.skip?.() ?? false,
      task: async (_context: unknown, task: { title: string; output: string }) => {
        const done = await step.run((note) => {
          task.output = note;
        });
        if (typeof done === "string") task.title = `${step.title}: ${done}`;
      },
    })),
    {
      renderer: "default",
      // Why it failed is said once, at the end, with the remedy.
      rendererOptions: { timer: PRESET_TIMER, collapseSkips: false, showErrorMessage: false },
    },
  );
  await list.run();
}

async function inTurn(steps: readonly Step[], say: (line: string) => void): Promise<void> {
  for (const step of steps) {
    const skipped = step.skip?.();
    if (skipped !== undefined) {
      say(`${colours.dim("-")} ${step.title}: left out, ${skipped}`);
      continue;
    }
    const fromMs = performance.now();
    try {
      const done = await step.run(() => undefined);
      const seconds = ((performance.now() - fromMs) / 1000).toFixed(1);
      say(`${colours.green("✓")} ${step.title}${typeof done === "string" ? `: ${done}` : ""} (${seconds} s)`);
    } catch (error) {
      say(`${colours.red("✗")} ${step.title}`);
      throw error;
    }
  }
}
