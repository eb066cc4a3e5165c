import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { eventually } from "@beacom/testing";
import { test } from "vitest";
import { deliver, mostOfOne } from "#application/webhooks/deliver";
import type { Claimed, Queue } from "#application/webhooks/ports";

/** A queue in memory that gives each delivery out once. */
function queueOf(count: number, endpoints = 1) {
  const claims: { most: number; busy: Map<string, number> }[] = [];
  const released: string[] = [];
  let waiting = Array.from({ length: count }, (_, i) => ({
    endpointId: `whk_${i % endpoints}`,
    messageId: `msg_${i}`,
  }));
  const queue: Queue = {
    async claim({ most, mostOfOne, busy, until }) {
      claims.push({ most, busy: new Map(busy) });
      const taken = new Map(busy);
      const given = waiting
        .filter(({ endpointId }) => {
          const now = (taken.get(endpointId) ?? 0) + 1;
          taken.set(endpointId, now);
          return now <= mostOfOne;
        })
        .slice(0, most);
      waiting = waiting.filter((each) => !given.includes(each));
      return given.map((each): Claimed => ({ ...each, url: "", body: "", secrets: [], claimedUntil: until }));
    },
    release: async ({ messageId }) => void released.push(messageId),
    pending: async () => waiting.length,
  };
  return { queue, claims, released };
}
const clock = () => new Date();

test("everything that is due is attempted, never more than four at once of one endpoint", async () => {
  const { queue } = queueOf(30, 2);
  const [now, most, done] = [new Map<string, number>(), new Map<string, number>(), [] as string[]];
  const delivering = deliver({
    queue,
    clock,
    failed: assert.ifError,
    async attempt({ endpointId, messageId }) {
      now.set(endpointId, (now.get(endpointId) ?? 0) + 1);
      most.set(endpointId, Math.max(most.get(endpointId) ?? 0, now.get(endpointId)!));
      await pause(5);
      now.set(endpointId, now.get(endpointId)! - 1);
      done.push(messageId);
    },
  });
  await eventually(() => assert.equal(new Set(done).size, 30));
  assert.deepEqual([...most.values()], [mostOfOne, mostOfOne]);
  await delivering.close();
});

test("many endpoints that hang take no more than the places that there are, and the next look waits for one", async () => {
  const { queue, claims } = queueOf(400, 100);
  const open: (() => void)[] = [];
  const delivering = deliver({
    queue,
    clock,
    failed: assert.ifError,
    graceMs: 1,
    attempt: (_, signal) =>
      new Promise((resolve) => {
        open.push(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      }),
  });
  await eventually(() => assert.equal(open.length, 64));
  await pause(20);
  assert.equal(open.length, 64);
  assert.ok(claims.every(({ most }) => most > 0));
  open[0]!();
  await eventually(() => assert.equal(open.length, 65));
  await delivering.close();
});

test("a stop waits a little for what is on its way, and gives the rest back for others to send", async () => {
  const { queue, released } = queueOf(2);
  const signals: AbortSignal[] = [];
  const delivering = deliver({
    queue,
    clock,
    failed: assert.ifError,
    graceMs: 30,
    async attempt({ messageId }, signal) {
      signals.push(signal);
      if (messageId === "msg_0") return;
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  });
  await eventually(() => assert.equal(signals.length, 2));
  await delivering.close();
  assert.deepEqual(released, ["msg_1"]);
});

test("a database that is away is no reason to stop: what is due is looked for again", async () => {
  const { queue } = queueOf(1);
  const [errors, done] = [[] as unknown[], [] as string[]];
  const delivering = deliver({
    queue: {
      ...queue,
      claim: (wanted) => (errors.length === 0 ? Promise.reject(new Error("away")) : queue.claim(wanted)),
    },
    clock,
    failed: (error) => void errors.push(error),
    attempt: async ({ messageId }) => void done.push(messageId),
  });
  await eventually(() => assert.deepEqual(done, ["msg_0"]));
  assert.equal(errors.length, 1);
  await delivering.close();
});
