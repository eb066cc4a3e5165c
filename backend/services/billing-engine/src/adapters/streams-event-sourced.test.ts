import assert from "node:assert/strict";
import { openEventStore } from "@beacom/event-store";
import { connect } from "@beacom/postgres";
import { ok, refuse } from "@beacom/result";
import { openLog } from "@beacom/runtime";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { asAnyKind, type StoredKind } from "#adapters/stored-kind";
import { streamsIn } from "#adapters/streams-event-sourced";
import type { StreamKind, StreamOf } from "#application/streams";
import { noon } from "#domain/account-examples";
import { billingDatabase } from "#engine";

type Counted = { readonly type: "Counted"; readonly by: number; readonly at: Date };
const tallies: StreamKind<number, Counted> = {
  name: "tally",
  fold: (sum, events) => events.reduce((total, { by }) => total + by, sum ?? 0),
};
const tally = (id: string): StreamOf<number, Counted> => ({ kind: tallies, id });
const tallyKind: StoredKind<number, Counted> = {
  kind: tallies,
  write: ({ type, by, at }) => ({ type, data: { by }, at }),
  read: ({ data, at }) => ({ type: "Counted", by: (data as { by: number }).by, at }),
  tables: {},
  project: async () => undefined,
};
const counted = (by: number): Counted => ({ type: "Counted", by, at: noon });

let database: Awaited<ReturnType<typeof testDatabase>>;
const open: (() => Promise<void>)[] = [];
beforeAll(async () => {
  database = await testDatabase(billingDatabase);
});
afterAll(async () => {
  for (const close of open) await close();
  await database.close();
});

/** As another process would have them: nothing is shared in memory. */
function anotherProcess() {
  const sql = connect(database.url, { max: 2, name: "streams-test" });
  const store = openEventStore({ sql });
  const log = openLog({ level: "silent" });
  const streams = streamsIn({ store, kinds: [asAnyKind(tallyKind)], log, traceparent: () => "", keep: 100 });
  open.push(async () => {
    await streams.close();
    await store.close();
    await sql.end({ timeout: 5 });
  });
  return streams;
}

const add = (streams: ReturnType<typeof anotherProcess>, id: string, by: number, key: string) =>
  streams.change({ key, read: { one: tally(id) }, decide: () => ok({ events: { one: [counted(by)] } }) });

test("a decision that only read a history is made again when another process changed it", async () => {
  const [first, second] = [anotherProcess(), anotherProcess()];
  await add(first, "limit", 1, "limit-1");
  const seen: (number | undefined)[] = [];
  const spend = (key: string) =>
    first.change<{ limit: ReturnType<typeof tally>; spent: ReturnType<typeof tally> }, { kind: "over-limit" }>({
      key,
      read: { limit: tally("limit"), spent: tally("spent") },
      decide({ limit, spent }) {
        seen.push(limit);
        return (limit ?? 0) > (spent ?? 0) ? ok({ events: { spent: [counted(1)] } }) : refuse({ kind: "over-limit" });
      },
    });
  assert.ok((await spend("spend-1")).ok);
  await add(second, "limit", 4, "limit-2");
  assert.ok((await spend("spend-2")).ok);
  // Taken away again by the other process: what the first one remembers would still allow it.
  await add(second, "limit", -4, "limit-3");
  const refused = await spend("spend-3");
  assert.equal(!refused.ok && refused.error.kind, "over-limit");
  assert.deepEqual(seen, [1, 1, 5, 5, 1]);
  assert.equal(await second.state(tally("spent")), 2);
});

test("of two processes that decide on each other's history at once, one sees what the other did", async () => {
  const processes = [anotherProcess(), anotherProcess()];
  for (let round = 0; round < 20; round++) {
    const [left, right] = [tally(`left-${round}`), tally(`right-${round}`)];
    const take = (index: number) => {
      const [mine, theirs] = index === 0 ? [left, right] : [right, left];
      return processes[index]!.change<{ mine: typeof mine; theirs: typeof theirs }, { kind: "taken" }>({
        key: `take-${round}-${index}`,
        read: { mine, theirs },
        decide: (states) => (states.theirs ? refuse({ kind: "taken" }) : ok({ events: { mine: [counted(1)] } })),
      });
    };
    const taken = await Promise.all([take(0), take(1)]);
    assert.equal(taken.filter((result) => result.ok).length, 1);
  }
});
