import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually, testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, beforeEach, test } from "vitest";
import { outboxMigrations, tellFollowers } from "#index";

let database: Awaited<ReturnType<typeof testDatabase>>;
let told = 0;

beforeAll(async () => {
  database = await testDatabase({ schema: "often", migrations: [outboxMigrations] });
  await database.sql.listen("often_outbox", () => void told++);
});
beforeEach(() => {
  told = 0;
});
afterAll(() => database.close());

const commit = (toldLater: boolean) =>
  database.sql.begin(async (tx) => {
    if (toldLater) await tx`select set_config('beacom.outbox_told', 'later', true)`;
    await tx`insert into outbox (type, key, at, json) values ('t', 'k', now(), '{}')`;
  });

test("each commit is told of at once, but for one that says that it is told of later", async () => {
  await commit(true);
  await commit(false);
  await eventually(() => assert.equal(told, 1));
  // The setting ends with its transaction, on whichever connection it was.
  await Promise.all(Array.from({ length: 20 }, () => commit(false)));
  await eventually(() => assert.equal(told, 21));
});

test("of commits that follow each other closely the first is told of at once, and all others together", async () => {
  let atMs = 0;
  const telling = tellFollowers({ sql: database.sql, everyMs: 1_000, nowMs: () => atMs });
  for (let n = 0; n < 5; n++) {
    const tells = telling.isDue();
    assert.equal(tells, n === 0);
    await commit(!tells);
    telling.committed(tells);
  }
  await eventually(() => assert.equal(told, 2));
  assert.equal(telling.isDue(), false);
  atMs = 1_000;
  assert.ok(telling.isDue());
});

test("a commit that fails leaves the next one due, and a database that is gone is nobody's failure", async () => {
  const gone = await testDatabase({ schema: "gone", migrations: [outboxMigrations] });
  const telling = tellFollowers({ sql: gone.sql, everyMs: 1, nowMs: () => performance.now() });
  assert.ok(telling.isDue());
  assert.ok(telling.isDue());
  telling.committed(false);
  await gone.close();
  await sleep(50);
});
