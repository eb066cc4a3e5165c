import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Behaviour } from "#behaviour";

export type Callbacks = {
  send(event: string, data: unknown): void;
  /** Sends what is held back for reordering. */
  release(): void;
  /** Resolves when no callback is on its way, being retried or held back. */
  idle(): Promise<void>;
  delivered(): number;
  close(): Promise<void>;
};

/**
 * Signs and sends callbacks and repeats each until a 2xx answers it: after 3 minutes, four times, then hourly at Paystack; sooner here, so
 * that nobody has to wait for a demonstration. The signature is computed here and not with Beacom's own function, so that a mistake in one is seen by the other.
 */
export function callbacksTo(options: {
  url: string | undefined;
  secretKey: string;
  behaviour: () => Behaviour;
  retryMs: number;
}): Callbacks {
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  let held: string[] = [];
  let last: string | undefined;
  let delivered = 0;

  const start = (bodies: readonly string[], delayMs: number) => {
    const run = (async () => {
      await wait(delayMs, undefined, { signal: stop.signal });
      for (const body of bodies) await untilAccepted(body);
    })().catch(() => {});
    running.add(run);
    void run.finally(() => running.delete(run));
  };

  async function untilAccepted(body: string): Promise<void> {
    for (let attempt = 0; !stop.signal.aborted; attempt++) {
      if (await accepted(body)) {
        delivered++;
        return;
      }
      await wait(Math.min(options.retryMs * 2 ** attempt, 60_000), undefined, { signal: stop.signal });
    }
  }

  async function accepted(body: string): Promise<boolean> {
    const key = options.behaviour().wrongSignature ? "sk_test_of_somebody_else" : options.secretKey;
    const signature = createHmac("sha512", key).update(body, "utf8").digest("hex");
    const headers = {
      "content-type": "application/json",
      "x-paystack-signature": signature,
      "user-agent": "Paystack/2.0",
    };
    try {
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(10_000)]);
      const answer = await fetch(options.url!, { method: "POST", body, headers, signal });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  function release(): void {
    const bodies = held.toReversed();
    held = [];
    if (bodies.length > 0) start(bodies, options.behaviour().delayMs);
  }

  return {
    send(event, data) {
      const { duplicates, delayMs, reorder, stale, missingCallback } = options.behaviour();
      if (missingCallback || !options.url) return;
      const body = JSON.stringify({ event, data });
      if (stale && last) start([last], delayMs);
      last = body;
      const copies = Array.from({ length: duplicates + 1 }, () => body);
      if (reorder === 0) {
        for (const copy of copies) start([copy], delayMs);
        return;
      }
      held.push(...copies);
      if (held.length >= reorder) release();
    },
    release,
    async idle() {
      release();
      while (running.size > 0) await Promise.all(running);
    },
    delivered: () => delivered,
    async close() {
      stop.abort();
      await Promise.all(running);
    },
  };
}
