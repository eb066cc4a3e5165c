import assert from "node:assert/strict";
import { connect, type Sql } from "@beacom/postgres";
import { testDatabase } from "@beacom/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import { keyOf } from "#application/session-table";
import type { Session } from "#domain/session";
import { radiusServer } from "#module";
import { type Delivered, deliver } from "#property-delivery";
import { diceOf, historyOf, type Sent, type TrueSession } from "#property-histories";
import { type Outcome, storeInMemory, storeInPostgres } from "#property-store";

const rounds = Number(process.env["BEACOM_PROPERTY_ROUNDS"] ?? 1_000);
const timeout = 60_000 + rounds * 50;
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe("two servers that follow the same sessions, whatever is lost, repeated, late, reset or killed", () => {
  test("count no octet twice, let no total fall, and keep one session of a key open at most", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => nothingIsWrong(await inMemory(seed, false))),
      { numRuns: rounds },
    );
  });

  test("have counted what they acknowledged, and ended what has stopped, when a session's packets do not wait for the next", {
    timeout,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const happened = await inMemory(seed, true);
        nothingIsWrong(happened);
        everythingAcknowledgedIsCounted(happened);
        whatHasStoppedIsOver(happened);
      }),
      { numRuns: rounds },
    );
  });
});

describe("on PostgreSQL", () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let connections: Sql[];
  beforeAll(async () => {
    database = await testDatabase(radiusServer.database!);
    connections = [0, 1].map(() => connect(database.url, { max: 1 }));
  });
  afterAll(async () => {
    await Promise.all(connections.map((sql) => sql.end({ timeout: 5 })));
    await database.close();
  });

  test("they do the same", { timeout }, async () => {
    let history = 0;
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const dice = diceOf(seed);
        const nasPrefix = `nas_${++history}_`;
        const store = storeInPostgres(dice, { connections, nasPrefix });
        const sent = historyOf(dice, { orderly: true, nasPrefix });
        const happened = { ...(await deliver(sent, { store, dice, orderly: true })), ...(await store.outcome()) };
        nothingIsWrong(happened);
        everythingAcknowledgedIsCounted(happened);
        whatHasStoppedIsOver(happened);
      }),
      { numRuns: Math.ceil(rounds / 50), endOnFailure: true },
    );
  });
});

type Happened = Delivered & Outcome;

async function inMemory(seed: number, orderly: boolean): Promise<Happened> {
  const dice = diceOf(seed);
  const store = storeInMemory(dice, { slow: !orderly });
  const delivered = await deliver(historyOf(dice, { orderly }), { store, dice, orderly });
  return { ...delivered, ...(await store.outcome()) };
}

function nothingIsWrong({ arrived, sessions, told, broken }: Happened): void {
  assert.deepEqual(broken, []);
  const used = usedByKey(arrived);
  for (const [key, total] of totalsByKey(sessions))
    assert.ok(total <= (used.get(key) ?? 0n), `${key}: ${used.get(key) ?? 0n} were used, ${total} are counted`);
  const open = sessions.filter(({ end }) => !end).map(keyOf);
  assert.equal(new Set(open).size, open.length, "two sessions are open under one key");
  for (const { sessionId, down } of sessions) {
    const totals = told.get(sessionId) ?? [];
    assert.equal(totals.at(-1), down.total, `the last that followers know of ${sessionId}`);
    assert.ok(
      totals.every((total, n) => n === 0 || total >= totals[n - 1]!),
      "a total that was told fell",
    );
  }
}

/** A counter that began again may have risen past what was seen of it: only those that did not are known to the octet. */
function everythingAcknowledgedIsCounted({ acknowledged, sessions }: Happened): void {
  const unsure = new Set([...acknowledged].filter(({ session }) => session.resets > 0).map(keyOfSent));
  const totals = totalsByKey(sessions);
  for (const [key, octets] of usedByKey(acknowledged)) {
    if (unsure.has(key)) continue;
    assert.ok((totals.get(key) ?? 0n) >= octets, `${key}: ${octets} were acknowledged, ${totals.get(key)} are counted`);
  }
}

function whatHasStoppedIsOver({ acknowledged, sessions }: Happened): void {
  const last = new Map<string, Sent>();
  for (const sent of acknowledged) {
    const former = last.get(keyOfSent(sent));
    if (former === undefined || former.atMs <= sent.atMs) last.set(keyOfSent(sent), sent);
  }
  for (const session of sessions) {
    if (last.get(keyOf(session))?.report.kind === "stop") assert.ok(session.end, `${session.sessionId} has not ended`);
  }
}

const keyOfSent = ({ session }: Sent): string => keyOf(session);

function totalsByKey(sessions: Iterable<Session>): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const session of sessions) totals.set(keyOf(session), (totals.get(keyOf(session)) ?? 0n) + session.down.total);
  return totals;
}

/** Of each run of a counter the highest value, by key. */
function usedByKey(sent: Iterable<Sent>): Map<string, bigint> {
  const highest = new Map<TrueSession, bigint[]>();
  for (const { session, epoch, octets, report } of sent) {
    if (report.down === undefined) continue;
    const runs = highest.get(session) ?? [];
    if (octets > (runs[epoch] ?? -1n)) runs[epoch] = octets;
    highest.set(session, runs);
  }
  const used = new Map<string, bigint>();
  for (const [session, runs] of highest) {
    // Of some runs nothing may have arrived.
    for (const octets of runs) used.set(keyOf(session), (used.get(keyOf(session)) ?? 0n) + (octets ?? 0n));
  }
  return used;
}
