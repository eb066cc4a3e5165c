import { setTimeout as pause } from "node:timers/promises";
import type { Claimed, Queue } from "#application/webhooks/ports";

export type Delivering = {
  /** There may be something due. */
  wake: () => void;
  /** Waits a little for what is being sent; what is not done by then is sent again by whoever comes next. */
  close(): Promise<void>;
};

/** So many at once of one endpoint, and in all: a receiver that hangs keeps nobody else from being told. */
export const mostOfOne = 4;
const mostAtOnce = 64;
/** Longer than any attempt takes: if this process dies, another one comes after that. */
const claimSeconds = 20;
const lookEveryMs = 1_000;
const gatherMs = 5;

/** Attempts what is due, until it is closed. In no order: a message that waits for its next attempt holds up none. */
export function deliver(needs: {
  queue: Queue;
  attempt: (claimed: Claimed, signal: AbortSignal) => Promise<void>;
  clock: () => Date;
  failed: (error: unknown) => void;
  graceMs?: number;
}): Delivering {
  const { queue, clock, failed, graceMs = 2_000 } = needs;
  const busy = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let closed = false;
  let ring = Promise.withResolvers<void>();
  const wake = () => ring.resolve();

  async function lookForever(): Promise<void> {
    while (!closed) {
      ring = Promise.withResolvers();
      const found = await startDue().catch((error: unknown) => (failed(error), 0));
      if (found === 0 && !closed) await wokenWithin(lookEveryMs);
      // What is done within a moment makes room together: one look for all of it.
      if (!closed) await pause(gatherMs);
    }
  }

  async function startDue(): Promise<number> {
    const most = mostAtOnce - running.size;
    if (most <= 0) return 0;
    const at = clock();
    const until = new Date(at.getTime() + claimSeconds * 1_000);
    const claimed = await queue.claim({ most, mostOfOne, busy, at, until });
    for (const each of claimed) start(each);
    return claimed.length;
  }

  function start(claimed: Claimed): void {
    const { endpointId } = claimed;
    busy.set(endpointId, (busy.get(endpointId) ?? 0) + 1);
    const work = attemptOrRelease(claimed).finally(() => {
      running.delete(work);
      const left = (busy.get(endpointId) ?? 1) - 1;
      if (left > 0) busy.set(endpointId, left);
      else busy.delete(endpointId);
      wake();
    });
    running.add(work);
  }

  async function attemptOrRelease(claimed: Claimed): Promise<void> {
    try {
      await needs.attempt(claimed, stopping.signal);
      if (stopping.signal.aborted) await queue.release(claimed, clock());
    } catch (error) {
      failed(error);
    }
  }

  async function wokenWithin(ms: number): Promise<void> {
    const timer = setTimeout(wake, ms);
    await ring.promise;
    clearTimeout(timer);
  }

  const looking = lookForever();
  return {
    wake,
    async close() {
      closed = true;
      wake();
      await looking;
      const impatience = setTimeout(() => stopping.abort(), graceMs);
      await Promise.all(running);
      clearTimeout(impatience);
    },
  };
}
