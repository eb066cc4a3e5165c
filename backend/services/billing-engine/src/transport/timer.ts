import type { Logger } from "@beacom/runtime";

/** Does something again and again. One run ends before the next begins, and a failure is said once and tried again. */
export function timer({
  name,
  everyMs,
  run,
  log,
}: {
  name: string;
  everyMs: number;
  run: () => Promise<unknown>;
  log: Logger;
}): { close(): Promise<void> } {
  let closed = false;
  let failing = false;
  let waiting: NodeJS.Timeout | undefined;
  let running = once().then(next);

  async function once(): Promise<void> {
    try {
      await run();
      if (failing) log.info({ timer: name }, "a timer works again");
      failing = false;
    } catch (error) {
      if (!failing) log.error({ err: error, timer: name }, "a timer fails");
      failing = true;
    }
  }

  function next(): void {
    if (closed) return;
    waiting = setTimeout(() => {
      running = once().then(next);
    }, everyMs);
  }

  return {
    async close() {
      closed = true;
      clearTimeout(waiting);
      await running;
    },
  };
}
