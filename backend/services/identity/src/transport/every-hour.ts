import type { Logger } from "@beacom/runtime";

/** Does chores now and every hour, one after the other; one that fails is logged and tried again with the next round. */
export function everyHour(
  log: Logger,
  chores: Readonly<Record<string, () => Promise<void>>>,
): { close(): Promise<void> } {
  let closed = false;
  async function round(): Promise<void> {
    for (const [name, chore] of Object.entries(chores)) {
      if (closed) return;
      await chore().catch((err: unknown) => log.error({ err }, `${name} failed`));
    }
  }
  let last = round();
  const timer = setInterval(() => {
    last = last.then(round);
  }, 3_600_000).unref();
  return {
    async close() {
      closed = true;
      clearInterval(timer);
      await last;
    },
  };
}
