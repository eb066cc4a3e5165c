import assert from "node:assert/strict";
import { beforeEach, test } from "vitest";
import { type Online, onlineView } from "#application/online-view";

const since = "2026-11-22T10:00:00.000Z";
let now = 0;
let reads = 0;
let following = true;
let session: Online = null;
let answer: () => Promise<Online> = async () => session;
const view = () =>
  onlineView({
    read: () => {
      reads++;
      return answer();
    },
    following: () => following,
    clock: () => now,
  });
beforeEach(() => {
  [now, reads, following, session] = [0, 0, true, { sessionId: "ses_1", since }];
  answer = async () => session;
});
const report = (sessionId: string, ended = false) => ({ customerId: "cus_1", sessionId, ended });

test("is asked for once, and again when another session begins or one ends", async () => {
  const online = view();
  assert.deepEqual([await online.of("cus_1"), await online.of("cus_1")], [{ online: session }, { online: session }]);
  online.reported(report("ses_1"));
  await online.of("cus_1");
  assert.equal(reads, 1, "an interim of the session that is known changes nothing");
  session = { sessionId: "ses_2", since };
  online.reported(report("ses_2"));
  assert.deepEqual(await online.of("cus_1"), { online: session });
  session = null;
  online.reported(report("ses_2", true));
  assert.deepEqual(await online.of("cus_1"), { online: null });
  assert.equal(reads, 3);
});

test("an answer that a report has overtaken is not kept", async () => {
  const online = view();
  const { promise, resolve } = Promise.withResolvers<Online>();
  answer = () => promise;
  const asked = online.of("cus_1");
  online.reported(report("ses_2"));
  resolve({ sessionId: "ses_1", since });
  await asked;
  answer = async () => ({ sessionId: "ses_2", since });
  assert.equal((await online.of("cus_1")).online?.sessionId, "ses_2");
});

test("nothing is kept while reports do not come, nor for longer than half a minute", async () => {
  const online = view();
  following = false;
  await online.of("cus_1");
  await online.of("cus_1");
  assert.equal(reads, 2);
  following = true;
  await online.of("cus_1");
  now += 30_000;
  await online.of("cus_1");
  assert.equal(reads, 4);
});

test("whether somebody is online is left out while radius-server does not say, and asked again", async () => {
  const online = view();
  answer = () => Promise.reject(new Error("no"));
  assert.deepEqual(await online.of("cus_1"), {});
  answer = async () => session;
  assert.deepEqual(await online.of("cus_1"), { online: session });
});

test("many who ask at once are one question", async () => {
  const online = view();
  await Promise.all([online.of("cus_1"), online.of("cus_1"), online.of("cus_1")]);
  assert.equal(reads, 1);
});
