import assert from "node:assert/strict";
import { eventually } from "@beacom/testing";
import { afterEach, test } from "vitest";
import type { Due } from "#application/intents";
import { type Poller, startPoller } from "#transport/poller";

let poller: Poller | undefined;
afterEach(() => poller?.close());
const silent = { error: () => undefined, info: () => undefined };
const due = (paymentId: string): Due => ({ paymentId, hints: 0n });

test("a callback wakes it at once, not at the next tick", async () => {
  const queue: Due[] = [];
  const asked: string[] = [];
  poller = startPoller({
    intents: { takeDue: async () => queue.splice(0) },
    askDue: async ({ paymentId }) => void asked.push(paymentId),
    clock: () => new Date(),
    log: silent,
    tickMs: 3_600_000,
  });
  for (const paymentId of ["a", "b", "c"]) {
    queue.push(due(paymentId));
    poller.askSoon();
    await eventually(() => assert.equal(asked.at(-1), paymentId));
  }
});

test("it asks about a few at a time, however many are due", async () => {
  const queue = Array.from({ length: 40 }, (_, i) => due(String(i)));
  let running = 0;
  let most = 0;
  let done = 0;
  poller = startPoller({
    intents: { takeDue: async (_now, _until, limit) => queue.splice(0, limit) },
    async askDue() {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      done++;
    },
    clock: () => new Date(),
    log: silent,
    concurrency: 4,
    tickMs: 3_600_000,
  });
  await eventually(() => assert.equal(done, 40));
  assert.equal(most, 4);
});

test("a database that is gone is told once, and asked again until it is back", async () => {
  let failures = 3;
  const told: string[] = [];
  poller = startPoller({
    intents: {
      takeDue: async () => {
        if (failures-- > 0) throw new Error("gone");
        return [];
      },
    },
    askDue: async () => undefined,
    clock: () => new Date(),
    log: { error: (_fields, words) => void told.push(words), info: (words) => void told.push(words) },
    tickMs: 1,
  });
  await eventually(() => assert.equal(told.length, 2));
  assert.deepEqual(told, ["cannot see which payments are open", "asking the provider about open payments again"]);
});
