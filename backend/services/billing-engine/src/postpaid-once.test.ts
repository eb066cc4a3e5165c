import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterEach, beforeEach, test } from "vitest";
import { openBilling } from "#billing-fixture";
import { fibre50, fibre100, termsOf } from "#domain/postpaid/postpaid-examples";
import { type PostpaidFixture, postpaidFixture, recipient } from "#postpaid-fixture";

let billing: Awaited<ReturnType<typeof openBilling>>;
let does: PostpaidFixture;
beforeEach(async () => {
  billing = await openBilling();
  does = postpaidFixture(billing);
  does.at("2026-06-01");
  await does.open("cus_a");
  await does.subscribe("cus_a");
});
afterEach(() => billing.close());

const reused = refuse({ kind: "idempotency-key-reused" });
const fibre = { customerId: "cus_a", subscriptionId: "fibre" };

test("a key that was used for other arguments is refused, and for the same ones it is answered", async () => {
  const { changeTerms, addCharge, promiseToPay } = billing.postpaid;
  const upgrade = { ...fibre, terms: fibre100, when: "now" as const, idempotencyKey: "up" };
  assert.equal(valueOf(await changeTerms(upgrade)).repeated, false);
  assert.equal(valueOf(await changeTerms(upgrade)).repeated, true);
  assert.deepEqual(await changeTerms({ ...upgrade, when: "next-cycle" }), reused);
  assert.deepEqual(await changeTerms({ ...upgrade, terms: fibre50 }), reused);
  const router = { chargeId: "c1", description: "Router", quantity: 1, grossCents: 1_150n, vat: "standard" as const };
  const charge = { customerId: "cus_a", ...router, idempotencyKey: "router" };
  valueOf(await addCharge(charge));
  assert.equal(valueOf(await addCharge(charge)).repeated, true);
  assert.deepEqual(await addCharge({ ...charge, grossCents: 1_151n }), reused);
  does.at("2026-06-12");
  const word = { promiseId: "p1", amountCents: 100_00n, by: "2026-06-20" as const, restoresService: false };
  const promise = { customerId: "cus_a", ...word, idempotencyKey: "friday" };
  valueOf(await promiseToPay(promise));
  assert.deepEqual(await promiseToPay({ ...promise, by: "2026-06-21" }), reused);
  await does.verified();
});

test("another process knows a key again, and so does one whose command would be refused by now", async () => {
  const end = { ...fibre, when: "now" as const, idempotencyKey: "end" };
  valueOf(await billing.postpaid.cancel(end));
  const other = billing.start();
  assert.equal(valueOf(await other.postpaid.cancel(end)).repeated, true);
  assert.deepEqual(await other.postpaid.cancel({ ...end, when: "next-cycle" }), reused);
  const order = { customerId: "cus_a", subscriptionId: "fibre", billing: "in-advance" as const, terms: fibre50 };
  const again = { ...order, idempotencyKey: "cus_a-fibre" };
  assert.equal(valueOf(await other.postpaid.subscribe(again)).repeated, true);
  assert.deepEqual(await other.postpaid.subscribe({ ...again, billing: "in-arrears" }), reused);
});

test("a plan that costs something else by the time that the order is repeated is the same order", async () => {
  const dearer = termsOf(fibre50.name, 720_00n, { planVersion: 2 });
  const order = { customerId: "cus_a", subscriptionId: "fibre", billing: "in-advance" as const, terms: dearer };
  assert.equal(valueOf(await billing.postpaid.subscribe({ ...order, idempotencyKey: "cus_a-fibre" })).repeated, true);
});

test("what a command asked for is remembered too when the account is part of it", async () => {
  await billing.pay("cus_a", 2_000_00n);
  await does.allowOnAccount("cus_a", await does.dataTariff("Data"));
  await does.browse("cus_a", "ses_1", 4n);
  does.at("2026-07-02");
  const payment = { customerId: "cus_a", invoiceId: "inv_1_cus_a", idempotencyKey: "pay" };
  valueOf(await billing.postpaid.payFromWallet({ ...payment, amountCents: 100_00n }));
  valueOf(await billing.postpaid.payFromWallet({ ...payment, amountCents: 100_00n }));
  assert.deepEqual(await billing.postpaid.payFromWallet(payment), reused);
  await does.browse("cus_a", "ses_2", 4n);
  does.at("2026-08-02");
  const pause = { ...fibre, idempotencyKey: "pause" };
  valueOf(await billing.postpaid.pause(pause));
  assert.deepEqual((await does.linesOf("inv_3_cus_a"))?.at(-1), ["Data", 400n, 60n, 460n]);
  assert.equal(valueOf(await billing.postpaid.pause(pause)).repeated, true);
  assert.deepEqual(await billing.postpaid.pause({ ...pause, subscriptionId: "another" }), reused);
  await does.verified();
});

test("a recipient is compared where it is kept, and no event has anything that stands for a name", async () => {
  const move = { customerId: "cus_a", recipient: { ...recipient, name: "Thandi Khumalo" }, idempotencyKey: "married" };
  valueOf(await billing.postpaid.changeRecipient(move));
  assert.equal(valueOf(await billing.postpaid.changeRecipient(move)).repeated, true);
  assert.deepEqual(await billing.postpaid.changeRecipient({ ...move, recipient }), reused);
  const [changed] = await billing.sql`select data from events where type = 'BillingProfileChanged'`;
  assert.ok(!String(changed?.["data"]).includes("asked"));
});

test("an event from before arguments were remembered is nobody's contradiction", async () => {
  const cycle = { customerId: "cus_a", termsDays: 14, idempotencyKey: "terms" };
  valueOf(await billing.postpaid.changeProfile(cycle));
  await billing.sql`alter table events disable trigger user`;
  await billing.sql`
    update events set data = (data::jsonb - 'asked')::text where type = 'BillingProfileChanged'`;
  assert.equal(valueOf(await billing.postpaid.changeProfile({ ...cycle, termsDays: 30 })).repeated, true);
});
