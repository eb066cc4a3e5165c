import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { datePlusDays, type LocalDate } from "@beacom/time";
import { test } from "vitest";
import { decideCloseCycles } from "#domain/postpaid/close-cycle";
import type { PostpaidDecision } from "#domain/postpaid/decision";
import { decideDun } from "#domain/postpaid/dun";
import { campaignProblem, type DunningCampaign } from "#domain/postpaid/dunning-campaign";
import { decideReceivePayment } from "#domain/postpaid/pay";
import type { PostpaidPolicy } from "#domain/postpaid/policy";
import { type Postpaid, receivableCents } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { campaign, fibre50, on, openedOn } from "#domain/postpaid/postpaid-examples";
import { decideExempt, decidePromise } from "#domain/postpaid/promise";
import { decideReversePayment } from "#domain/postpaid/reverse-payment";
import { decideSubscribe } from "#domain/postpaid/subscribe";
import { usualCampaign } from "#domain/postpaid/usual-policy";

/** Invoiced on 1 June for 690.00, due on the 8th. */
const invoiced = (): Postpaid => {
  const order = { subscriptionId: "fibre", billing: "in-advance" as const, terms: fibre50 };
  return valueOf(decideSubscribe(openedOn("2026-06-01"), order, on("2026-06-01"))).state;
};

/** Somebody looks on every day from one to another. */
function lookedAfter(state: Postpaid, from: LocalDate, to: LocalDate, policy: Partial<PostpaidPolicy> = {}) {
  let current = state;
  const events: PostpaidEvent[] = [];
  for (let day = from; day <= to; day = datePlusDays(day, 1)) {
    const closed = decideCloseCycles(current, on(day, policy));
    const decision = decideDun(closed.state, on(day, policy));
    current = decision.state;
    events.push(...closed.events, ...decision.events);
  }
  return { state: current, events };
}

const steps = (events: readonly PostpaidEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === "DunningStepTaken" ? [`${event.on} ${event.template || event.action}`] : [],
  );
const restrictions = (events: readonly PostpaidEvent[]): string[] =>
  events.flatMap((event) => (event.type === "ServiceRestrictionChanged" ? [event.restriction] : []));

const paid = (state: Postpaid, amountCents: bigint, day: LocalDate, paymentId = `p-${day}`): PostpaidDecision => {
  const payment = { paymentId, source: "bank" as const, reference: "", amountCents, currency: "ZAR" as const };
  return valueOf(decideReceivePayment(state, payment, on(day)));
};

test("each step comes on its day, once", () => {
  const { events, state } = lookedAfter(invoiced(), "2026-06-01", "2026-06-30");
  assert.deepEqual(steps(events), [
    "2026-06-06 due-soon",
    "2026-06-09 overdue",
    "2026-06-13 fee",
    "2026-06-15 restricted",
    "2026-06-22 suspended",
  ]);
  assert.deepEqual(restrictions(events), ["walled-garden", "suspended"]);
  assert.equal(state.dunning.nextOn, "2026-08-07");
});

test("when nobody looked for weeks, nobody is cut off on the day of his first reminder", () => {
  const { events } = lookedAfter(invoiced(), "2026-06-20", "2026-06-30");
  assert.deepEqual(steps(events), [
    "2026-06-20 due-soon",
    "2026-06-23 overdue",
    "2026-06-27 fee",
    "2026-06-29 restricted",
  ]);
});

test("who pays has the service back in the same moment, and starts anew the next time", () => {
  const { state } = lookedAfter(invoiced(), "2026-06-01", "2026-06-16");
  assert.equal(state.dunning.restriction, "walled-garden");
  const { state: after, events } = paid(state, 690_00n, "2026-06-17");
  assert.deepEqual(restrictions(events), ["none"]);
  assert.equal(after.dunning.nextOn, null);
  const july = lookedAfter(after, "2026-07-01", "2026-07-10");
  assert.deepEqual(steps(july.events), ["2026-07-06 due-soon", "2026-07-09 overdue"]);
});

test("a part is not enough while something is overdue", () => {
  const { state } = lookedAfter(invoiced(), "2026-06-01", "2026-06-16");
  assert.equal(paid(state, 689_99n, "2026-06-17").state.dunning.restriction, "walled-garden");
});

test("paying the older invoice does not restore the service while the newer one is overdue", () => {
  const { state } = lookedAfter(invoiced(), "2026-06-01", "2026-07-10");
  assert.equal(paid(state, 690_00n, "2026-07-10").state.dunning.restriction, "suspended");
  assert.equal(paid(state, 690_00n + 747_50n, "2026-07-10").state.dunning.restriction, "none");
});

test("nobody is reminded of less than the campaign says", () => {
  const { state } = paid(invoiced(), 680_01n, "2026-06-02");
  const { events, state: after } = lookedAfter(state, "2026-06-02", "2026-06-30");
  assert.deepEqual(steps(events), []);
  assert.equal(after.dunning.nextOn, null);
});

test("a promise stops everything until its day; broken, it goes on where it stopped", () => {
  const { state } = lookedAfter(invoiced(), "2026-06-01", "2026-06-10");
  const promise = { promiseId: "prm", amountCents: 690_00n, by: "2026-06-20" as const, restoresService: false };
  const promised = valueOf(decidePromise(state, promise, on("2026-06-11"))).state;
  const waited = lookedAfter(promised, "2026-06-12", "2026-06-20");
  assert.deepEqual(steps(waited.events), []);
  const broken = lookedAfter(waited.state, "2026-06-21", "2026-06-24");
  assert.ok(broken.events.some(({ type }) => type === "PromiseBroken"));
  assert.deepEqual(steps(broken.events), ["2026-06-21 fee", "2026-06-23 restricted"]);
});

test("a promise made before anything is overdue holds the reminders back too, and ends with what it was about", () => {
  const promise = { promiseId: "prm", amountCents: 690_00n, by: "2026-06-14" as const, restoresService: false };
  const promised = valueOf(decidePromise(invoiced(), promise, on("2026-06-03"))).state;
  assert.equal(promised.dunning.promise?.promiseId, "prm");
  const waited = lookedAfter(promised, "2026-06-04", "2026-06-14");
  assert.deepEqual(steps(waited.events), []);
  assert.ok(steps(lookedAfter(waited.state, "2026-06-15", "2026-06-20").events).length > 0);
  assert.equal(paid(waited.state, 690_00n, "2026-06-14").state.dunning.promise, null);
});

test("who broke two promises is not believed again until nothing is overdue", () => {
  let { state } = lookedAfter(invoiced(), "2026-06-01", "2026-06-10");
  const promise = (by: LocalDate) => ({ promiseId: by, amountCents: 690_00n, by, restoresService: false });
  for (const [from, by] of [
    ["2026-06-10", "2026-06-12"],
    ["2026-06-13", "2026-06-15"],
  ] as const) {
    const promised = valueOf(decidePromise(state, promise(by), on(from))).state;
    ({ state } = lookedAfter(promised, from, datePlusDays(by, 1)));
  }
  assert.deepEqual(decidePromise(state, promise("2026-06-20"), on("2026-06-16")), refuse({ kind: "promises-broken" }));
  const clear = paid(state, receivableCents(state), "2026-06-17").state;
  assert.equal(clear.dunning.brokenPromises, 0);
});

test("a promise may give the service back until its day", () => {
  const { state } = lookedAfter(invoiced(), "2026-06-01", "2026-06-16");
  const promise = { promiseId: "prm", amountCents: 100_00n, by: "2026-06-18" as const, restoresService: true };
  const promised = valueOf(decidePromise(state, promise, on("2026-06-16")));
  assert.deepEqual(restrictions(promised.events), ["none"]);
  const broken = lookedAfter(promised.state, "2026-06-17", "2026-06-19");
  assert.deepEqual(restrictions(broken.events), ["walled-garden"]);
  const kept = paid(promised.state, 100_00n, "2026-06-17");
  assert.ok(kept.events.some(({ type }) => type === "PromiseKept"));
  assert.deepEqual(restrictions(kept.events), ["walled-garden"]);
});

test("a promise is not more than is open, not too far ahead, and only one at a time", () => {
  const state = invoiced();
  const refusal = (amountCents: bigint, by: LocalDate, from: Postpaid = state) => {
    const promise = { promiseId: "prm", amountCents, by, restoresService: false };
    const decided = decidePromise(from, promise, on("2026-06-10"));
    return decided.ok ? "" : decided.error.kind;
  };
  assert.equal(refusal(690_01n, "2026-06-20"), "over-what-is-open");
  assert.equal(refusal(0n, "2026-06-20"), "amount-not-positive");
  assert.equal(refusal(1n, "2026-07-11"), "promise-too-late");
  assert.equal(refusal(1n, "2026-06-09"), "promise-in-the-past");
  assert.equal(refusal(1n, "2026-06-20", openedOn("2026-06-01")), "nothing-open");
  const promise = { promiseId: "prm", amountCents: 1n, by: "2026-06-20" as const, restoresService: false };
  const promised = valueOf(decidePromise(state, promise, on("2026-06-10"))).state;
  assert.equal(refusal(1n, "2026-06-20", promised), "promise-open");
});

test("who is exempt is restricted by nobody, until the exemption ends", () => {
  const { state } = lookedAfter(invoiced(), "2026-06-01", "2026-06-16");
  const exemption = { until: "2026-06-25" as const, reason: "hospital", by: "stf_a" };
  const exempt = valueOf(decideExempt(state, exemption, on("2026-06-16")));
  assert.deepEqual(restrictions(exempt.events), ["none"]);
  const { events } = lookedAfter(exempt.state, "2026-06-17", "2026-06-30");
  assert.deepEqual(steps(events), ["2026-06-26 due-soon", "2026-06-29 overdue"]);
});

test("a terminated contract is credited for what is not used any more, and does not come back by being paid for", () => {
  const { state, events } = lookedAfter(invoiced(), "2026-06-01", "2026-08-08");
  assert.deepEqual(restrictions(events), ["walled-garden", "suspended", "terminated"]);
  assert.ok(events.some((event) => event.type === "CreditNoteIssued" && event.reason === "cancelled"));
  const settled = paid(state, receivableCents(state), "2026-08-09").state;
  assert.equal(settled.dunning.restriction, "terminated");
  const order = { subscriptionId: "fibre-2", billing: "in-advance" as const, terms: fibre50 };
  assert.equal(valueOf(decideSubscribe(settled, order, on("2026-08-10"))).state.dunning.restriction, "none");
  const refused = decideSubscribe(state, order, on("2026-08-10"));
  assert.equal(refused.ok ? "" : refused.error.kind, "overdue");
});

test("a payment that is taken back begins the reminders anew", () => {
  const { state } = paid(invoiced(), 690_00n, "2026-06-02", "p1");
  const reversed = valueOf(decideReversePayment(state, { paymentId: "p1", reason: "dispute" }, on("2026-06-15"))).state;
  assert.deepEqual(steps(lookedAfter(reversed, "2026-06-15", "2026-06-18").events), [
    "2026-06-15 due-soon",
    "2026-06-18 overdue",
  ]);
});

test("in another campaign it goes on with the steps that lie later", () => {
  const { state } = lookedAfter(invoiced(), "2026-06-01", "2026-06-10");
  const other: DunningCampaign = {
    campaignId: "strict",
    ignoreBelowCents: 0n,
    steps: [
      { daysAfterDue: 1, action: "remind", channel: "email", template: "first" },
      { daysAfterDue: 3, action: "suspend", channel: "email", template: "off" },
    ],
  };
  const { events } = lookedAfter(state, "2026-06-11", "2026-06-20", { campaign: other });
  assert.deepEqual(steps(events), ["2026-06-11 off"]);
  assert.deepEqual(restrictions(events), ["suspended"]);
});

test("a campaign's steps are in order, and restrict nobody before anything is overdue", () => {
  assert.equal(campaignProblem(campaign), undefined);
  assert.equal(campaignProblem(usualCampaign), undefined);
  const of = (...all: DunningCampaign["steps"]) => campaignProblem({ ...campaign, steps: all });
  assert.match(
    of({ daysAfterDue: 0, action: "suspend", channel: "", template: "" }) ?? "",
    /before the invoice is overdue/,
  );
  const fee = { daysAfterDue: 3, action: "fee", description: "Fee", feeCents: 0n, vat: "exempt" } as const;
  assert.match(of(fee) ?? "", /charges nothing/);
  const [first, second] = campaign.steps;
  assert.match(of(second!, first!) ?? "", /before the step before it/);
});
