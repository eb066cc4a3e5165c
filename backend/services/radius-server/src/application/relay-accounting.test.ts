import assert from "node:assert/strict";
import { eventually } from "@beacom/testing";
import { test } from "vitest";
import { type Delivery, openAccountingRelay, type WaitingReport } from "#application/relay-accounting";
import type { Realm } from "#domain/realm";

const partner: Realm = {
  name: "partner.example",
  homeServers: ["one"],
  order: "failover",
  strip: true,
  accounting: true,
  allowedReplyAttributes: [],
};

/** A store that is away at the flip of a switch, and servers that answer or not. */
function relayOn() {
  const state = {
    rows: [] as (WaitingReport & { busy: boolean })[],
    away: false,
    answers: true,
    delivered: [] as string[],
  };
  let id = 0n;
  const relay = openAccountingRelay({
    store: {
      async add(reports) {
        if (state.away) throw new Error("away");
        for (const report of reports) state.rows.push({ ...report, id: ++id, attempts: 0, busy: false });
      },
      async claim(most) {
        if (state.away) throw new Error("away");
        const first = state.rows.filter(
          (row) => !row.busy && !state.rows.some((other) => other.sessionKey === row.sessionKey && other.id < row.id),
        );
        for (const row of first.slice(0, most)) row.busy = true;
        return first.slice(0, most);
      },
      async delivered(ids) {
        state.rows = state.rows.filter((row) => !ids.includes(row.id));
      },
      async failed(ids) {
        state.rows = state.rows.map((row) =>
          ids.includes(row.id) ? { ...row, attempts: row.attempts + 1, busy: false } : row,
        );
      },
      waiting: async () => state.rows.length,
    },
    realm: (name) => (name === partner.name ? partner : undefined),
    async deliver(report): Promise<Delivery> {
      if (!state.answers) return "no-answer";
      state.delivered.push(Buffer.from(report.attributes).toString());
      return "delivered";
    },
    clock: () => new Date(0),
    pause: (ms) => new Promise((next) => void (ms > 0 ? setTimeout(next, 1) : setImmediate(next))),
    mostQueued: 100,
    mostUnderWay: 10,
    everyMs: 5,
    failed: () => undefined,
    recovered: () => undefined,
    delivered: () => undefined,
  });
  const report = (session: string, text: string, realm = partner.name) => ({
    realm,
    sessionKey: session,
    receivedAt: new Date(0),
    attributes: Buffer.from(text),
  });
  return { state, relay, report };
}

test("a report is acknowledged when it is stored, and gone when its own server has it", async () => {
  const { state, relay, report } = relayOn();
  const acknowledged: string[] = [];
  state.away = true;
  relay.submit(report("s1", "start"), () => void acknowledged.push("start"));
  await new Promise((next) => setTimeout(next, 20));
  assert.deepEqual(acknowledged, []);
  state.away = false;
  await eventually(() => assert.deepEqual(acknowledged, ["start"]));
  relay.wake();
  await eventually(() => assert.deepEqual(state.delivered, ["start"]));
  assert.equal(state.rows.length, 0);
  await relay.close();
});

test("reports of one session arrive in their order, however long a server was silent", async () => {
  const { state, relay, report } = relayOn();
  state.answers = false;
  for (const text of ["start", "interim", "stop"]) relay.submit(report("s1", text), () => undefined);
  relay.submit(report("s2", "other"), () => undefined);
  await eventually(() => assert.ok(state.rows.some(({ attempts }) => attempts > 2)));
  state.answers = true;
  await eventually(() => assert.equal(state.rows.length, 0));
  assert.deepEqual(
    state.delivered.filter((text) => text !== "other"),
    ["start", "interim", "stop"],
  );
  await relay.close();
});

test("what is for a realm that was removed is not kept for ever", async () => {
  const { state, relay, report } = relayOn();
  relay.submit(report("s1", "start", "gone.example"), () => undefined);
  await eventually(() => assert.equal(state.rows.length, 0));
  assert.deepEqual(state.delivered, []);
  await relay.close();
});
