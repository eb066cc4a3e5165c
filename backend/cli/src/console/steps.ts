import { Listr, PRESET_TIMER } from "listr2";

export type Step = {
  title: string;
  /** What it returns is shown beside the title when it is done. */
  run(report: (note: string) => void): Promise<string | void>;
  /** A reason not to do it, in words; undefined: do it. */
  skip?: () => string | undefined;
};

/** One line a step, with its time. On a terminal the line at hand is alive; in a pipe each line is written once. */
export async function runSteps(steps: readonly Step[], options: { quiet?: boolean } = {}): Promise<void> {
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
      renderer: options.quiet === true ? "silent" : process.stdout.isTTY ? "default" : "simple",
      rendererOptions: { timer: PRESET_TIMER, collapseSkips: false, collapseErrors: true },
      fallbackRendererOptions: { timer: PRESET_TIMER },
      exitOnError: true,
    },
  );
  await list.run();
}
