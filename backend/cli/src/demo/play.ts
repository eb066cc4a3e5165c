import colours from "picocolors";

export type PlayedStep = { step: string; detail: string; ms: number };

/** Plays steps one after the other and writes each down with the time it took; says them aloud unless the result is wanted as JSON. */
export function openPlay(options: { quiet: boolean }) {
  const steps: PlayedStep[] = [];
  const startedMs = performance.now();
  const say = (line: string) => {
    if (!options.quiet) console.log(line);
  };
  return {
    steps,
    say,
    act(title: string) {
      say(`\n${colours.bold(title)}`);
    },
    async step<T>(step: string, run: () => Promise<T>, detailOf: (result: T) => string = () => ""): Promise<T> {
      const fromMs = performance.now();
      try {
        const result = await run();
        const ms = Math.round(performance.now() - fromMs);
        const detail = detailOf(result);
        steps.push({ step, detail, ms });
        say(
          `  ${colours.green("✓")} ${step}${detail === "" ? "" : colours.dim(`  ${detail}`)}  ${colours.cyan(`${ms} ms`)}`,
        );
        return result;
      } catch (error) {
        say(`  ${colours.red("✗")} ${step}  ${colours.cyan(`${Math.round(performance.now() - fromMs)} ms`)}`);
        throw error;
      }
    },
    totalMs: () => Math.round(performance.now() - startedMs),
  };
}
export type Play = ReturnType<typeof openPlay>;
