import assert from "node:assert/strict";
import { newId } from "@beacom/ids";
import { MassActionsService, type PrepareMassActionRequest } from "@beacom/proto/admin/v1/mass_actions";
import { eventually } from "@beacom/testing";
import { type Client, Code } from "@connectrpc/connect";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { afterEach, beforeEach, describe, test } from "vitest";
import { type OpenPart, openPart, refused } from "#acts-fixture";
import { massActions } from "#mass-actions";
import { playedNeighbours } from "#mass-actions-fixture";
import { settings } from "#settings";

let part: OpenPart;
let client: Client<typeof MassActionsService>;
let played: ReturnType<typeof playedNeighbours>;
let keys = 0;

beforeEach(async () => {
  played = playedNeighbours();
  part = await openPart({
    offers: [MassActionsService],
    identity: played.identity,
    neighbours: [played.module],
    start: ({ sql, peers, clock, log }) => {
      const running = massActions({
        sql,
        peers,
        settings: settings({ sql, clock }).views,
        currency: "ZAR",
        clock,
        log,
      });
      return { ...running, listen: async () => running.listen() };
    },
  });
  client = part.peers.client(MassActionsService);
});
afterEach(() => part.close());

const may = [
  "mass-actions.run",
  "customers.restrict",
  "messages.send",
  "plans.manage",
  "approvals.decide",
  "radius.disconnect",
];
const thandi = () => part.staff("stf_thandi", ...may);
const sipho = () => part.staff("stf_sipho", "mass-actions.approve", "mass-actions.run");

function customers(count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const customerId = newId("customer");
    const phone = `08255501${String(n).padStart(2, "0")}`;
    const seenAt = new Date("2026-11-20T10:00:00Z");
    played.accounts.set(customerId, {
      cents: 0n,
      restricted: "",
      phone,
      plan: "pln_old",
      nas: "tower-1",
      seenAt,
      told: [],
      wantsMarketing: false,
    });
    return customerId;
  }).toSorted();
}
type Terms = PrepareMassActionRequest["terms"];
type Asked = { terms: Terms | { case: string; value: object }; who: object; reason?: string; idempotencyKey?: string };
const suspend = { case: "suspend" as const, value: {} };
const goodwill = (cents: bigint) => ({
  case: "credit" as const,
  value: { amount: { minorUnits: cents, currency: "ZAR" }, reasonCode: "outage" },
});
const pasted = (...given: string[]) => ({ case: "pasted" as const, value: given.join("\n") });
const prepare = (asked: Asked, who = thandi()) =>
  client.prepareMassAction(
    { reason: "the tower fell", idempotencyKey: `key-${++keys}`, ...asked } as Parameters<
      typeof client.prepareMassAction
    >[0],
    who,
  );
const until = async (actionId: string, state: string) => {
  await eventually(async () => assert.equal((await client.getMassAction({ actionId }, thandi())).state, state));
  return client.getMassAction({ actionId }, thandi());
};
async function ready(terms: Asked["terms"], who: object) {
  const { actionId } = await prepare({ terms, who });
  return until(actionId, "ready");
}
const listed = async (actionId: string, state = "") =>
  (await client.listMassActionCustomers({ actionId, limit: 100, state }, thandi())).customers;

test("a preview says how many, whom, for whom it will not work and why, and what it costs; and does nothing", async () => {
  const [one = "", two = "", three = ""] = customers(3);
  const phone = played.accounts.get(two)?.phone ?? "";
  const list = pasted(one, phone, two, "0829999999", "Name", newId("customer"), three);
  const { actionId, progress } = await ready(goodwill(50_00n), list);
  assert.deepEqual(
    [progress?.listed, progress?.waiting, progress?.leftOut, progress?.cost?.minorUnits],
    [7, 3, 4, 150_00n],
  );
  const why = (await listed(actionId, "left-out")).map((customer) => customer.why).toSorted();
  assert.deepEqual(why, ["account-not-open-yet", "named-twice", "nobodys-phone", "not-understood"]);
  assert.deepEqual(played.asked, []);
});

test("it is done to each once, in words that an audit finds again, and reported", async () => {
  const ids = customers(30);
  const { actionId } = await ready(goodwill(50_00n), pasted(...ids));
  await client.startMassAction({ actionId }, thandi());
  const { progress } = await until(actionId, "finished");
  assert.deepEqual([progress?.done, progress?.waiting], [30, 0]);
  assert.ok([...played.accounts.values()].every(({ cents }) => cents === 50_00n));
  const entries = await part.audited();
  const ofCustomers = entries.filter(({ what }) => what === "customer.credited");
  assert.deepEqual(ofCustomers.map(({ whomId }) => whomId).toSorted(), ids);
  assert.ok(
    ofCustomers.every(({ who, entry }) => who === "stf_thandi" && JSON.parse(entry).after.massAction === actionId),
  );
  const ofAction = entries.filter(({ whomId }) => whomId === actionId).map(({ what }) => what);
  assert.deepEqual(ofAction, [
    "mass-action.prepared",
    "mass-action.looked-at",
    "mass-action.started",
    "mass-action.finished",
  ]);
  let csv = "";
  for await (const { text } of client.exportMassAction({ actionId }, thandi())) csv += text;
  const lines = csv.trimEnd().split("\r\n");
  assert.equal(lines.length, 31);
  assert.match(lines[1] ?? "", new RegExp(`^1,${ids[0]},${ids[0]},done,,5000,2026-11-27T10:00:00.000Z$`));
});

test("customers are chosen by what the books and the network know of them", async () => {
  const ids = customers(20);
  const [gone = "", elsewhere = "", lately = "", never = ""] = ids;
  const change = (id: string, over: object) => Object.assign(played.accounts.get(id) ?? {}, over);
  change(gone, { plan: "pln_new" });
  change(elsewhere, { nas: "tower-2" });
  change(lately, { seenAt: new Date("2026-11-27T09:00:00Z") });
  change(never, { nas: "" });
  const filter = {
    planId: "pln_old",
    nasName: "tower-1",
    notSeenSince: timestampFromDate(new Date("2026-11-25T00:00:00Z")),
  };
  const { actionId, progress } = await ready(
    { case: "notify", value: { words: { en: "We are back." } } },
    { case: "filter", value: filter },
  );
  assert.deepEqual([progress?.listed, progress?.waiting], [16, 16]);
  const chosen = (await listed(actionId)).map(({ customerId }) => customerId);
  assert.deepEqual(chosen, ids.slice(4));
  await client.startMassAction({ actionId }, thandi());
  await until(actionId, "finished");
  assert.equal([...played.accounts.values()].filter(({ told }) => told.length === 1).length, 16);
});

test("marketing is for those who agreed to it, and no more for who withdrew in between", async () => {
  const [never = "", withdrew = "", agreed = ""] = customers(3);
  const wants = (id: string, wantsMarketing: boolean) =>
    Object.assign(played.accounts.get(id) ?? {}, { wantsMarketing });
  for (const id of [withdrew, agreed]) wants(id, true);
  const terms = { case: "notify", value: { words: { en: "Twice the speed!" }, marketing: true } };
  const { actionId } = await ready(terms, pasted(never, withdrew, agreed));
  wants(withdrew, false);
  await client.startMassAction({ actionId }, thandi());
  await until(actionId, "finished");
  const outcomes = (await listed(actionId)).map(({ state, why }) => [state, why]);
  assert.deepEqual(outcomes, [
    ["left-out", "never-consented"],
    ["refused", "never-consented"],
    ["done", ""],
  ]);
  assert.deepEqual(
    [...played.accounts.values()].flatMap(({ told }) => told),
    ["Twice the speed!"],
  );
});

test.each([
  ["suspend", suspend, () => ({ restricted: "suspended" })],
  ["restore", { case: "restore" as const, value: {} }, () => ({ restricted: "" })],
  ["disconnect", { case: "disconnect" as const, value: {} }, () => ({ nas: "" })],
  [
    "move-plan",
    { case: "movePlan" as const, value: { fromPlanId: "pln_old", toPlanId: "pln_new" } },
    () => ({ plan: "pln_new" }),
  ],
])("%s reaches every customer", async (kind, terms, after) => {
  const ids = customers(3);
  if (kind === "restore") for (const found of played.accounts.values()) found.restricted = "walled-garden";
  const { actionId } = await ready(terms, pasted(...ids));
  assert.equal((await client.startMassAction({ actionId }, thandi())).kind, kind);
  await until(actionId, "finished");
  for (const found of played.accounts.values()) assert.deepEqual({ ...found, ...after() }, found);
});

test("over the limits a second person must approve, and who asked cannot", async () => {
  const ids = customers(6);
  const { actionId } = await ready(goodwill(1_000_00n), pasted(...ids));
  await refused(client.approveMassAction({ actionId }, sipho()), "not-awaiting-approval", Code.FailedPrecondition);
  const waiting = await client.startMassAction({ actionId }, thandi());
  assert.deepEqual(
    [waiting.state, waiting.expiresAt],
    ["awaiting-approval", timestampFromDate(new Date("2026-11-28T10:00:00Z"))],
  );
  await refused(
    client.approveMassAction({ actionId }, part.staff("stf_thandi", "*")),
    "asker-cannot-approve",
    Code.PermissionDenied,
  );
  await refused(client.approveMassAction({ actionId }, thandi()), "permission-missing", Code.PermissionDenied);
  const late = part.staffSince(16, "stf_sipho", "mass-actions.approve");
  await refused(client.approveMassAction({ actionId }, late), "step-up-needed", Code.PermissionDenied);
  assert.deepEqual(played.asked, []);
  const approved = await client.approveMassAction({ actionId }, sipho());
  assert.deepEqual([approved.startedBy, approved.approvedBy], ["stf_thandi", "stf_sipho"]);
  await until(actionId, "finished");
  assert.equal(played.effects.length, 6);
});

test("many small ones are one large one, and what was declined or has lapsed is never done", async () => {
  const ids = customers(9);
  const some = async (from: number) => {
    const { actionId } = await ready(goodwill(1_000_00n), pasted(...ids.slice(from, from + 3)));
    return client.startMassAction({ actionId }, thandi());
  };
  assert.equal((await some(0)).state, "running");
  const second = await some(3);
  assert.equal(second.state, "awaiting-approval");
  assert.equal((await client.declineMassAction({ actionId: second.actionId }, sipho())).decidedBy, "stf_sipho");
  const third = await some(6);
  part.time.now = new Date("2026-11-28T10:00:00Z");
  await until(third.actionId, "lapsed");
  await refused(client.approveMassAction({ actionId: third.actionId }, sipho()), "lapsed", Code.FailedPrecondition);
  assert.equal(played.effects.length, 3);
  const kinds = (await part.audited()).map(({ what }) => what);
  assert.ok(kinds.includes("mass-action.declined") && kinds.includes("mass-action.lapsed"));
});

test("a pause holds it, going on goes on, and a cancelled one stops for good", async () => {
  const ids = customers(60);
  played.world.delayMs = 20;
  const { actionId } = await ready(suspend, pasted(...ids));
  await client.startMassAction({ actionId }, thandi());
  await eventually(async () => assert.ok(played.effects.length > 0));
  const paused = await client.pauseMassAction({ actionId }, sipho());
  assert.deepEqual([paused.state, paused.decidedBy], ["paused", "stf_sipho"]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const before = played.effects.length;
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  assert.ok(played.effects.length === before && before < 60);
  await client.resumeMassAction({ actionId }, thandi());
  await eventually(async () => assert.ok(played.effects.length > before));
  await client.cancelMassAction({ actionId }, sipho());
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { progress, state } = await client.getMassAction({ actionId }, thandi());
  assert.equal(state, "cancelled");
  assert.equal(progress?.done, played.effects.length);
  await refused(client.resumeMassAction({ actionId }, thandi()), "over-already", Code.FailedPrecondition);
});

test("who is refused keeps the reason, and who cannot be reached is tried again", async () => {
  const [one = "", two = ""] = customers(2);
  const { actionId } = await ready(suspend, pasted(one, two));
  played.refusals.set(one, "service-terminated");
  played.world.isDown = true;
  await client.startMassAction({ actionId }, thandi());
  await eventually(async () => assert.ok((await listed(actionId)).every(({ why }) => why === "not-answered")));
  assert.equal((await client.getMassAction({ actionId }, thandi())).state, "running");
  played.world.isDown = false;
  part.time.now = new Date(part.time.now.getTime() + 6_000);
  await until(actionId, "finished");
  const outcomes = (await listed(actionId)).map(({ customerId, state, why }) => [customerId, state, why]);
  assert.deepEqual(outcomes, [
    [one, "refused", "service-terminated"],
    [two, "done", ""],
  ]);
});

test("the same key prepares the same action once, and is refused for another", async () => {
  const ids = customers(1);
  const asked = { terms: suspend, who: pasted(...ids), idempotencyKey: "again" };
  const [one, two] = await Promise.all([prepare(asked), prepare(asked)]);
  assert.equal(one.actionId, two.actionId);
  const other = { ...asked, who: pasted(...ids, "0829999999") };
  await refused(prepare(other), "idempotency-key-reused", Code.AlreadyExists);
  await refused(
    prepare({ ...asked, terms: { case: "restore", value: {} } }),
    "idempotency-key-reused",
    Code.AlreadyExists,
  );
});

test("actions and their customers are listed page by page", async () => {
  const ids = customers(5);
  for (const id of ids.slice(0, 3)) {
    part.time.now = new Date(part.time.now.getTime() + 1);
    await ready(suspend, pasted(id));
  }
  const first = await client.listMassActions({ limit: 2 }, thandi());
  const second = await client.listMassActions({ limit: 2, cursor: first.page?.nextCursor ?? "" }, thandi());
  const all = [...first.actions, ...second.actions].map(({ actionId }) => actionId);
  assert.deepEqual([all.length, all], [3, all.toSorted().toReversed()]);
  assert.equal((await client.listMassActions({ state: "finished" }, thandi())).actions.length, 0);
  const { actionId } = await ready(suspend, pasted(...ids));
  const page = await client.listMassActionCustomers({ actionId, limit: 3 }, thandi());
  const rest = await client.listMassActionCustomers(
    { actionId, limit: 3, cursor: page.page?.nextCursor ?? "" },
    thandi(),
  );
  assert.deepEqual(
    [...page.customers, ...rest.customers].map(({ customerId }) => customerId),
    ids,
  );
});

describe("refused is", () => {
  const who = () => pasted(newId("customer"));
  test("whoever may not do it to one customer either", async () => {
    const runner = part.staff("stf_nomsa", "mass-actions.run");
    for (const terms of [
      suspend,
      goodwill(1n),
      { case: "disconnect", value: {} },
      { case: "notify", value: { words: { en: "x" } } },
    ])
      await refused(prepare({ terms, who: who() }, runner), "permission-missing", Code.PermissionDenied);
    await refused(
      prepare({ terms: suspend, who: who() }, part.staff("stf_nomsa", "customers.restrict")),
      "permission-missing",
      Code.PermissionDenied,
    );
    const { actionId } = await prepare({ terms: suspend, who: who() });
    await refused(client.startMassAction({ actionId }, runner), "permission-missing", Code.PermissionDenied);
    await refused(
      client.getMassAction({ actionId }, part.staff("stf_nomsa")),
      "permission-missing",
      Code.PermissionDenied,
    );
  });
  test.each<[string, Partial<Asked>, string]>([
    ["nothing to do", { terms: { case: undefined } }, "terms-missing"],
    ["nobody to do it to", { who: {} }, "nobody-named"],
    ["an empty list", { who: pasted(" ") }, "list-empty"],
    ["everybody", { who: { case: "filter", value: {} } }, "filter-too-wide"],
    [
      "a filter that nobody passes",
      {
        who: {
          case: "filter",
          value: {
            availableAtLeast: { minorUnits: 2n, currency: "ZAR" },
            availableAtMost: { minorUnits: 1n, currency: "ZAR" },
          },
        },
      },
      "filter-contradicts-itself",
    ],
    ["a service that is none", { who: { case: "filter", value: { serviceLevel: "fast" } } }, "service-level-not-known"],
    ["maybe", { who: { case: "filter", value: { restricted: "maybe" } } }, "restricted-not-known"],
    ["no reason", { reason: " " }, "reason-missing"],
    ["a long reason", { reason: "r".repeat(1_001) }, "reason-too-long"],
    ["no key", { idempotencyKey: "" }, "idempotency-key-missing"],
    [
      "a restriction for good",
      { terms: { case: "suspend", value: { restriction: "terminated" } } },
      "restriction-not-known",
    ],
    ["no words", { terms: { case: "notify", value: { words: {} } } }, "words-missing"],
    ["words in no language", { terms: { case: "notify", value: { words: { tlh: "x" } } } }, "language-not-known"],
    ["a credit of nothing", { terms: goodwill(0n) }, "amount-not-positive"],
    ["a credit of no amount", { terms: { case: "credit", value: { reasonCode: "outage" } } }, "amount-missing"],
    [
      "a credit in no money",
      { terms: { case: "credit", value: { amount: { minorUnits: 1n, currency: "XYZ" } } } },
      "currency-not-known",
    ],
    [
      "a move to where they are",
      { terms: { case: "movePlan", value: { fromPlanId: "a", toPlanId: "a" } } },
      "same-plan",
    ],
    [
      "a move on no day",
      { terms: { case: "movePlan", value: { fromPlanId: "a", toPlanId: "b", when: "soon" } } },
      "when-not-known",
    ],
  ])("%s", (_, over, kind) => refused(prepare({ terms: suspend, who: who(), ...over }), kind, Code.InvalidArgument));
  test("what nobody prepared, and cursors that nobody gave", async () => {
    const actionId = newId("massAction");
    await refused(client.startMassAction({ actionId }, thandi()), "mass-action-unknown", Code.NotFound);
    await refused(client.cancelMassAction({ actionId }, thandi()), "mass-action-unknown", Code.NotFound);
    await refused(client.listMassActions({ cursor: "x" }, thandi()), "cursor-unknown", Code.InvalidArgument);
    await refused(client.listMassActions({ state: "x" }, thandi()), "state-not-known", Code.InvalidArgument);
    await refused(
      client.listMassActionCustomers({ actionId, cursor: "x" }, thandi()),
      "cursor-unknown",
      Code.InvalidArgument,
    );
  });
  test("a start without anybody for whom it works", async () => {
    const { actionId } = await ready(suspend, who());
    await refused(client.startMassAction({ actionId }, thandi()), "nobody-to-do-it-to", Code.FailedPrecondition);
    await refused(client.pauseMassAction({ actionId }, thandi()), "not-running", Code.FailedPrecondition);
    await refused(client.resumeMassAction({ actionId }, thandi()), "not-paused", Code.FailedPrecondition);
  });
});
