import type { Logger } from "@beacom/runtime";

/** Runs a chore now and then, one run at a time; a failure is logged and the next turn tries again. Returns what stops it. */
export function periodically(options: {
  everyMs: number;
  name: string;
  log: Logger;
  run: () => Promise<unknown>;
}): () => Promise<void> {
  let running: Promise<void> | undefined;
  const turn = (): void => {
    running ??= options
      .run()
      .then(
        () => undefined,
        (err: unknown) => options.log.warn({ err, chore: options.name }, "a chore failed"),
      )
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(turn, options.everyMs);
  timer.unref();
  turn();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
