import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "@beacom/time";
import type { Due, Intents } from "#application/intents";

export type Poller = { askSoon(): void; close(): Promise<void> };

/** A question that died with its process is asked again after this long. */
const leaseMs = 60_000;

/**
 * Keeps asking about everything that is due, a few at a time, so that a slow provider or a flood of callbacks never piles up requests.
 * A callback wakes it at once; the tick of a second is for what falls due by time.
 */
export function startPoller(parts: {
  intents: Pick<Intents, "takeDue">;
  askDue: (due: Due) => Promise<void>;
  clock: Clock;
  log: { error(fields: object, words: string): void; info(words: string): void };
  concurrency?: number;
  tickMs?: number;
}): Poller {
  const { concurrency = 16, tickMs = 1_000 } = parts;
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let failing = false;
  let wake = new AbortController();

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const woken = wake.signal;
      await startDue();
      // A full hand means that there may be more; it is looked for as soon as one of these is answered.
      if (running.size >= concurrency) await Promise.race(running);
      else if (!woken.aborted) await wait(tickMs, undefined, { signal: woken }).catch(() => undefined);
      if (woken.aborted) wake = new AbortController();
    }
  }

  async function startDue(): Promise<void> {
    try {
      const now = parts.clock();
      const due = await parts.intents.takeDue(now, new Date(now.getTime() + leaseMs), concurrency - running.size);
      for (const each of due) start(each);
      if (failing) parts.log.info("asking the provider about open payments again");
      failing = false;
    } catch (error) {
      if (!failing && !stopping.signal.aborted) parts.log.error({ err: error }, "cannot see which payments are open");
      failing = true;
    }
  }

  function start(due: Due): void {
    const run = parts
      .askDue(due)
      .catch((error: unknown) => {
        // It comes back when its lease is over.
        if (!stopping.signal.aborted)
          parts.log.error({ err: error, paymentId: due.paymentId }, "cannot ask about a payment");
      })
      .finally(() => running.delete(run));
    running.add(run);
  }

  const looping = loop();
  return {
    askSoon: () => wake.abort(),
    async close() {
      stopping.abort();
      wake.abort();
      await looping;
      await Promise.all(running);
    },
  };
}
