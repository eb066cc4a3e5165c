import assert from "node:assert/strict";
import { type Result, valueOf } from "@beacom/result";
import type { LocalDate } from "@beacom/time";
import { test } from "vitest";
import {
  decideCancel,
  decideChangeTerms,
  decideGrantDiscount,
  decideKeep,
  decidePause,
  decideResume,
} from "#domain/postpaid/change-subscription";
import { decideCloseCycles } from "#domain/postpaid/close-cycle";
import type { PostpaidDecision } from "#domain/postpaid/decision";
import { decideDeliverDocument } from "#domain/postpaid/deliver-document";
import { decideChangeProfile, decideOpenPostpaid } from "#domain/postpaid/open-postpaid";
import { decidePayFromWallet, decideReceivePayment } from "#domain/postpaid/pay";
import type { Postpaid } from "#domain/postpaid/postpaid";
import { customerId, fibre50, fibre100, on, openedOn, profile } from "#domain/postpaid/postpaid-examples";
import { proFormaOf } from "#domain/postpaid/pro-forma";
import { decideReversePayment } from "#domain/postpaid/reverse-payment";
import { decideSubscribe } from "#domain/postpaid/subscribe";

const subscriptionId = "fibre";
const order = { subscriptionId, billing: "in-advance" as const, terms: fibre50 };
const subscribed = (): Postpaid => valueOf(decideSubscribe(openedOn("2026-06-01"), order, on("2026-06-01"))).state;
const refusalOf = (result: Result<unknown, { readonly kind: string }>): string => (result.ok ? "" : result.error.kind);
const issued = ({ events }: PostpaidDecision): bigint[] =>
  events.flatMap((event) =>
    event.type === "InvoiceIssued" ? [event.grossCents] : event.type === "CreditNoteIssued" ? [-event.grossCents] : [],
  );

test("billing is opened once, with a cycle, terms and somebody to make invoices out to", () => {
  const { at } = on("2026-06-01");
  const opening = (changes: Partial<typeof profile>) =>
    refusalOf(decideOpenPostpaid(undefined, { customerId, profile: { ...profile, ...changes }, at }));
  assert.equal(opening({ cycle: { months: 1, day: 29 } }), "cycle-not-accepted");
  assert.equal(opening({ termsDays: -1 }), "terms-not-accepted");
  assert.equal(opening({ recipient: { kind: "vendor", detailsId: "", commitment: "" } }), "recipient-missing");
  assert.equal(refusalOf(decideOpenPostpaid(subscribed(), { customerId, profile, at })), "already-billed");
  assert.equal(
    refusalOf(decideChangeProfile(subscribed(), { termsDays: 999 }, on("2026-06-02"))),
    "terms-not-accepted",
  );
});

test("a subscription begins once, in the open period or later, and costs something or nothing", () => {
  const state = subscribed();
  const now = on("2026-06-10");
  assert.equal(refusalOf(decideSubscribe(state, order, now)), "subscription-exists");
  const other = { ...order, subscriptionId: "other" };
  assert.equal(
    refusalOf(decideSubscribe(state, { ...other, startsOn: "2026-05-31" }, now)),
    "starts-before-open-period",
  );
  assert.equal(
    refusalOf(decideSubscribe(state, { ...other, terms: { ...fibre50, quantity: 0 } }, now)),
    "quantity-not-accepted",
  );
  assert.equal(
    refusalOf(decideSubscribe(state, { ...other, terms: { ...fibre50, priceCents: -1n } }, now)),
    "price-negative",
  );
  const discounts = [
    { discountId: "d", description: "", off: { kind: "percent", basisPoints: 10_001n }, cycles: 1 } as const,
  ];
  assert.equal(refusalOf(decideSubscribe(state, { ...other, discounts }, now)), "discount-not-accepted");
  assert.deepEqual(issued(valueOf(decideSubscribe(state, { ...other, startsOn: "2026-07-10" }, now))), []);
});

test("what begins in the next period is invoiced with it, from its first day", () => {
  const planned = { ...order, subscriptionId: "later", startsOn: "2026-07-17" as LocalDate };
  const state = valueOf(decideSubscribe(openedOn("2026-06-01"), planned, on("2026-06-10"))).state;
  // 15 of 31 days: 690.00 less 690.00 × 16/31 = 356.13.
  assert.deepEqual(issued(decideCloseCycles(state, on("2026-07-01"))), [333_87n]);
});

test("what is not there, paused or ended cannot be changed", () => {
  const now = on("2026-06-10");
  const state = subscribed();
  const terms = { subscriptionId, terms: fibre100, when: "now" as const };
  assert.equal(refusalOf(decidePause(state, { subscriptionId: "none" }, now)), "subscription-unknown");
  assert.equal(refusalOf(decideResume(state, { subscriptionId }, now)), "subscription-not-paused");
  assert.equal(refusalOf(decideKeep(state, { subscriptionId }, now)), "subscription-not-cancelled");
  const paused = valueOf(decidePause(state, { subscriptionId }, now)).state;
  assert.equal(refusalOf(decidePause(paused, { subscriptionId }, now)), "subscription-paused");
  assert.equal(refusalOf(decideChangeTerms(paused, terms, now)), "subscription-paused");
  const ended = valueOf(decideCancel(state, { subscriptionId, when: "now" }, now)).state;
  assert.equal(refusalOf(decideChangeTerms(ended, terms, now)), "subscription-ended");
  const discount = { discountId: "d", description: "", off: { kind: "fixed", amountCents: 0n }, cycles: null } as const;
  assert.equal(refusalOf(decideGrantDiscount(state, { subscriptionId, discount }, now)), "discount-not-accepted");
});

test("while it is paused nothing is invoiced, for however many cycles", () => {
  const paused = valueOf(decidePause(subscribed(), { subscriptionId }, on("2026-06-01"))).state;
  assert.deepEqual(issued(decideCloseCycles(paused, on("2026-09-01"))), []);
  const back = valueOf(decideResume(paused, { subscriptionId }, on("2026-09-16")));
  assert.deepEqual(issued(back), [345_00n]);
});

test("nothing is closed for years of a customer who uses nothing, and one event brings him up to date", () => {
  const { events, state } = decideCloseCycles(openedOn("2020-01-15"), on("2026-06-10"));
  assert.deepEqual(
    events.map(({ type }) => type),
    ["CycleClosed"],
  );
  assert.deepEqual([state.period.from, state.period.to], ["2026-06-01", "2026-07-01"]);
});

test("a pro-forma is what the end of the period would bring, and changes nothing", () => {
  const state = subscribed();
  assert.equal(proFormaOf(state, undefined, on("2026-06-10"))?.grossCents, 690_00n);
  assert.deepEqual(proFormaOf(state, undefined, on("2026-06-10"))?.period, { from: "2026-07-01", to: "2026-08-01" });
  assert.equal(proFormaOf(openedOn("2026-06-01"), undefined, on("2026-06-10")), undefined);
});

test("a payment counts once, in the customer's currency, and for no more than is open", () => {
  const now = on("2026-06-10");
  const state = subscribed();
  const payment = {
    paymentId: "p",
    source: "bank" as const,
    reference: "",
    amountCents: 690_00n,
    currency: "ZAR" as const,
  };
  const invoiceId = "inv_1_cus_thandi";
  const refusal = (changes: object) => refusalOf(decideReceivePayment(state, { ...payment, ...changes }, now));
  assert.equal(refusal({ amountCents: 0n }), "amount-not-positive");
  assert.equal(refusal({ currency: "NGN" }), "currency-not-the-customers");
  assert.equal(refusal({ meantFor: [{ invoiceId, amountCents: 690_01n }] }), "allocated-beyond-payment");
  assert.equal(refusal({ amountCents: 700_00n, meantFor: [{ invoiceId, amountCents: 690_01n }] }), "over-what-is-open");
  assert.equal(refusal({ meantFor: [{ invoiceId: "inv_2_cus_thandi", amountCents: 1n }] }), "invoice-unknown");
  const paid = valueOf(decideReceivePayment(state, payment, now)).state;
  assert.equal(refusalOf(decideReceivePayment(paid, payment, now)), "payment-known");
  const fromWallet = { paymentId: "w", invoiceId, amountCents: 690_01n };
  assert.equal(refusalOf(decidePayFromWallet(state, fromWallet, now)), "over-what-is-open");
});

test("a payment is taken back once, and one from the wallet not here", () => {
  const now = on("2026-06-10");
  const invoiceId = "inv_1_cus_thandi";
  const state = valueOf(decidePayFromWallet(subscribed(), { paymentId: "w", invoiceId }, now)).state;
  const reversal = (paymentId: string, reason = "dispute") =>
    refusalOf(decideReversePayment(state, { paymentId, reason }, now));
  assert.equal(reversal("w"), "payment-from-wallet");
  assert.equal(reversal("p"), "payment-unknown");
});

test("only a document that was issued is delivered", () => {
  const delivery = (documentId: string) =>
    refusalOf(decideDeliverDocument(subscribed(), { documentId, channel: "email", at: on("2026-06-10").at }));
  assert.deepEqual(["inv_1_cus_thandi", "inv_2_cus_thandi", "crn_1_cus_thandi", "inv_1_cus_b", "x"].map(delivery), [
    "",
    ...Array<string>(4).fill("document-unknown"),
  ]);
});
