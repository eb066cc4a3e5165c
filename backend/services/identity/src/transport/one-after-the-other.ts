import type { Logger } from "@beacom/runtime";

/** Work that is in the database and is done in the background: a run that is asked for during another one follows it. */
export function oneAfterTheOther(
  log: Logger,
  work: () => Promise<void>,
): { run(): Promise<void>; soon(): void; close(): Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  let closed = false;
  function run(): Promise<void> {
    const mine = last.then(() => (closed ? undefined : work()));
    last = mine.catch(() => undefined);
    return mine;
  }
  return {
    run,
    soon: () =>
      void run().catch((err: unknown) => log.error({ err }, "work that was asked for failed; it is tried again")),
    async close() {
      closed = true;
      await last;
    },
  };
}
