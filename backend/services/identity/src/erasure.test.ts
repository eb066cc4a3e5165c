import assert from "node:assert/strict";
import { CustomerErasedSchema, ErasureService, PrivacyService } from "@beacom/proto/identity/v1/privacy";
import { RicaService } from "@beacom/proto/identity/v1/rica";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { identityPersonalData } from "#adapters/personal-data-walk";
import { sealingWith } from "#adapters/sealing";
import { askErasureWith, carryOutErasuresWith } from "#application/privacy/erase";
import type { InErasureTransaction } from "#application/privacy/ports";
import type { MoneyStanding } from "#domain/privacy/erasure";
import { privacyStage } from "#testing/privacy-stage";
import { refused } from "#testing/stage";

let stage: Awaited<ReturnType<typeof privacyStage>>;
beforeAll(async () => {
  stage = await privacyStage();
});
afterAll(() => stage?.close());

const erasure = () => stage.app.peers.client(ErasureService);
const rica = () => stage.app.peers.client(RicaService);
const from = { address: "192.0.2.1", userAgent: "a phone" };
const none: MoneyStanding = { owedCents: 0n, heldCents: 0n };
const daysLater = (days: number) => new Date(stage.now().getTime() + days * 86_400_000);
const needs = (
  at: Date,
  money: MoneyStanding | Error,
  inTransaction: InErasureTransaction = stage.inTransaction(),
) => ({
  inTransaction,
  moneyOf: () => (money instanceof Error ? Promise.reject(money) : Promise.resolve(money)),
  newErasureId: () => `ers_${Math.trunc(at.getTime())}_${stage.staffId}_${asked++}`,
  clock: () => at,
});
let asked = 0;
const ask = (customerId: string, money: MoneyStanding = none) =>
  askErasureWith(needs(stage.now(), money))({ by: { kind: "customer", customerId, from }, customerId, reason: "" });
const carryOut = (days: number, money: MoneyStanding | Error = none, inTransaction?: InErasureTransaction) =>
  carryOutErasuresWith(needs(daysLater(days), money, inTransaction))();
const erasedEvents = (customerId: string) => stage.told(customerId, CustomerErasedSchema);

test("after thirty days nothing about the person is left, and the phone is free for somebody else", async () => {
  const { customerId, phone, own, refreshToken } = await stage.customer("Thandi Nkosi");
  const word = { channel: "sms", granted: true, how: "portal", wording: "1", language: "zu" };
  await stage.app.peers.client(PrivacyService).sayConsent({ customerId, ...word }, own);
  assert.ok((await ask(customerId)).ok);
  await carryOut(29);
  assert.equal((await erasure().getErasure({ customerId }, own)).state, "requested");
  await carryOut(30);
  await carryOut(31);
  const gone = await erasure().getErasure({ customerId }, stage.asStaff());
  assert.equal(gone.state, "carried-out");
  assert.deepEqual(
    gone.kept.map(({ law, lastDay }) => [law, lastDay]),
    [["Tax Administration Act section 29, Value-Added Tax Act section 55", "2031-12-22"]],
  );
  assert.equal((await erasedEvents(customerId)).length, 1);
  const data = identityPersonalData(stage.sql, sealingWith([stage.sealingKey]));
  const left = JSON.stringify(await data.export(customerId));
  const news = JSON.stringify(await stage.sql`select json from outbox where type not like '%CodeIssued'`);
  for (const text of ["Thandi", phone, "example.org", "192.0.2.1"]) assert.ok(!left.includes(text), text);
  assert.ok(!news.includes(phone));
  await refused(stage.people.refresh({ refreshToken }), "refresh-token-unknown", Code.Unauthenticated);
  await refused(stage.people.signIn({ identifier: phone, password: "the river bends twice" }), "not-signed-in");
  const again = await stage.people.createVerifiedCustomer({
    name: "Sipho",
    phone,
    email: "sipho@example.org",
    password: "another river bends",
    idempotencyKey: "the-next-owner",
    language: "en",
  });
  assert.notEqual(again.customerId, customerId);
});

test("whoever is verified goes too, but what RICA keeps stays for its years and goes then", async () => {
  const { customerId, own } = await stage.customer();
  const content = new TextEncoder().encode("%PDF-1.7\n%%EOF\n");
  await rica().addEvidence({ customerId, kind: "identity-document", content }, own);
  const identity = { case: "identityNumber" as const, value: "8001015009087" };
  const person = { customerKind: "person", fullNames: "Thandi Nkosi", dateOfBirth: "1980-01-01", identity };
  const details = { ...person, serviceKind: "hotspot", address: "12 Long Street, Cape Town" };
  await rica().submit({ customerId, details }, own);
  await rica().beginReview({ customerId }, stage.asStaff());
  await rica().verify({ customerId, basis: "document against form" }, stage.asStaff());
  await ask(customerId);
  await carryOut(30);
  const { kept } = await erasure().getErasure({ customerId }, stage.asStaff());
  assert.deepEqual(kept.map(({ law, lastDay }) => [law, lastDay]).at(-1), ["RICA sections 39 and 40", "2031-12-22"]);
  const standing = await rica().getStanding({ customerId }, stage.asStaff());
  assert.equal(standing.keptUntil, "2031-12-22");
  assert.equal(standing.evidence.length, 1);
});

test("money is in the way, at the beginning and at the end, and it says so", async () => {
  const { customerId, own } = await stage.customer();
  const owing = await ask(customerId, { owedCents: 100n, heldCents: 0n });
  assert.ok(!owing.ok && owing.error.kind === "money-is-owed");
  const holding = await ask(customerId, { owedCents: 0n, heldCents: 100n });
  assert.ok(!holding.ok && holding.error.kind === "wallet-holds-money");
  await ask(customerId);
  await carryOut(30, { owedCents: 0n, heldCents: 1n });
  const held = await erasure().getErasure({ customerId }, own);
  assert.deepEqual([held.state, held.heldBack], ["requested", "wallet-holds-money"]);
  await carryOut(31, new Error("billing is away"));
  assert.equal((await erasure().getErasure({ customerId }, own)).state, "requested");
  await carryOut(32);
  assert.equal((await erasure().getErasure({ customerId }, stage.asStaff())).state, "carried-out");
});

test("whoever changes their mind within the thirty days stays", async () => {
  const { customerId, own } = await stage.customer();
  const other = await stage.customer();
  await ask(customerId);
  await refused(erasure().withdrawErasure({ customerId }, other.own), "not-yours", Code.PermissionDenied);
  assert.equal((await erasure().withdrawErasure({ customerId }, own)).state, "withdrawn");
  await refused(erasure().withdrawErasure({ customerId }, own), "erasure-ended", Code.FailedPrecondition);
  await carryOut(30);
  assert.equal((await stage.people.getCustomer({ customerId }, own)).name, "Thandi Nkosi");
  await refused(erasure().askErasure({ customerId }, stage.asStaff()), "reason-missing", Code.InvalidArgument);
});

test("without word from billing nobody is promised anything", async () => {
  const { customerId, own } = await stage.customer();
  await assert.rejects(erasure().askErasure({ customerId }, own), ConnectError);
  await refused(erasure().getErasure({ customerId }, own), "erasure-unknown", Code.NotFound);
});

test("one that is cut off at its last step has erased nothing, and is carried out by the next run", async () => {
  const { customerId, own } = await stage.customer();
  await ask(customerId);
  const cutOff: InErasureTransaction = (work) =>
    stage.inTransaction()((records) =>
      work({
        ...records,
        publish: async (events) => {
          await records.publish(events);
          throw new Error("killed");
        },
      }),
    );
  await assert.rejects(carryOut(30, none, cutOff), /killed/);
  assert.equal((await stage.people.getCustomer({ customerId }, own)).name, "Thandi Nkosi");
  assert.equal((await erasedEvents(customerId)).length, 0);
  const runs = await Promise.all([carryOut(30), carryOut(30)]);
  assert.equal(
    runs.reduce((sum, { carriedOut }) => sum + carriedOut, 0),
    1,
  );
  assert.equal((await erasedEvents(customerId)).length, 1);
});
