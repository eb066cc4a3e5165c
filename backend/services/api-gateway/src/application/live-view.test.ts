import assert from "node:assert/strict";
import { test } from "vitest";
import { type AccountView, type LiveEvent, liveView } from "#application/live-view";

const zero = { minorUnits: 0, currency: "ZAR" };
const account = (readings: number): AccountView => ({
  accountId: `acc_${readings}`,
  available: zero,
  held: zero,
  bundles: [],
  service: { level: "full", rate: null, reason: "in-bundle", since: null },
  outOfBundle: null,
  inPool: false,
  restrictedByDunning: null,
  restrictedByStaff: null,
  asOf: "2026-11-22T12:00:00.000Z",
});

function liveWithCounter() {
  let readings = 0;
  const live = liveView({ readAccount: async () => account(++readings), epoch: "e" });
  return { live, readings: () => readings };
}

/** Reads so many events of a stream, then stops watching. */
async function take(
  live: ReturnType<typeof liveView>,
  count: number,
  lastEventId?: string,
  between?: () => void,
): Promise<LiveEvent[]> {
  const gone = new AbortController();
  const events: LiveEvent[] = [];
  for await (const event of live.watch("cus_a", gone.signal, lastEventId)) {
    events.push(event);
    if (events.length === 1) between?.();
    if (events.length === count) break;
  }
  gone.abort();
  return events;
}

test("a watcher is told the account at once, and again when it changes", async () => {
  const { live } = liveWithCounter();
  const events = await take(live, 2, undefined, () => live.changed("cus_a"));
  assert.deepEqual(
    events.map(({ event }) => event),
    ["account", "account"],
  );
  assert.equal(live.watchers(), 0);
});

test("a hundred changes within a moment are one reading", async () => {
  const { live, readings } = liveWithCounter();
  await take(live, 2, undefined, () => {
    for (let i = 0; i < 100; i++) live.changed("cus_a");
  });
  assert.equal(readings(), 2);
});

test("what was told while the connection was lost comes first after the account, and only to its owner", async () => {
  const { live } = liveWithCounter();
  const [first] = await take(live, 1);
  live.tell("cus_a", "notice", { percent: 50 });
  live.tell("cus_b", "notice", { percent: 80 });
  const events = await take(live, 2, first!.id);
  assert.deepEqual(
    events.map(({ event, data }) => (event === "notice" ? data : event)),
    ["account", { percent: 50 }],
  );
});

test("an id of another process is no reason to tell anything twice", async () => {
  const { live } = liveWithCounter();
  live.tell("cus_a", "notice", { percent: 50 });
  const events = await take(live, 2, "other-0", () => live.tell("cus_a", "payment", { paymentId: "pay_1" }));
  assert.deepEqual(
    events.map(({ event }) => event),
    ["account", "payment"],
  );
});

test("a connection that breaks right after the account still misses nothing", async () => {
  const { live } = liveWithCounter();
  const [first] = await take(live, 1);
  live.tell("cus_a", "notice", { percent: 50 });
  const [account] = await take(live, 1, first!.id);
  const [, told] = await take(live, 2, account!.id);
  assert.deepEqual(told?.data, { percent: 50 });
});
