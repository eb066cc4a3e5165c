import type { Logger } from "@beacom/runtime";
import type { ExpireBundlesUseCase } from "#application/expire-bundles";

/** Looks for bundles whose time is up, again and again. One look ends before the next begins. */
export function expiryTimer({
  expireBundles,
  everyMs,
  log,
}: {
  expireBundles: ExpireBundlesUseCase;
  everyMs: number;
  log: Logger;
}): { close(): Promise<void> } {
  let closed = false;
  let failing = false;
  let looking = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      const expired = await expireBundles();
      if (expired > 0) log.info({ expired }, "bundles expired");
      if (failing) log.info("bundles expire again");
      failing = false;
    } catch (error) {
      // The database is away: said once, tried every time.
      if (!failing) log.error({ err: error }, "bundles cannot expire");
      failing = true;
    }
  }

  function next(): void {
    if (closed) return;
    timer = setTimeout(() => {
      looking = look().then(next);
    }, everyMs);
  }

  looking = look().then(next);
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
