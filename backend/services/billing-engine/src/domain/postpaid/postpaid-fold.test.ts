import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { datePlusMonths, type LocalDate } from "@beacom/time";
import { test } from "vitest";
import { decideCloseCycles } from "#domain/postpaid/close-cycle";
import { decideReceivePayment } from "#domain/postpaid/pay";
import { receivableCents } from "#domain/postpaid/postpaid";
import { fibre50, on, openedOn } from "#domain/postpaid/postpaid-examples";
import { postpaidAfter, trimmedPostpaid } from "#domain/postpaid/postpaid-fold";
import { decideSubscribe } from "#domain/postpaid/subscribe";

test("after five years, invoices that are settled are forgotten, and those that are not never are", () => {
  const order = { subscriptionId: "fibre", billing: "in-advance" as const, terms: fibre50 };
  let state = valueOf(decideSubscribe(openedOn("2026-06-01"), order, on("2026-06-01"))).state;
  for (let month = 1; month <= 72; month++) {
    const day = datePlusMonths("2026-06-01", month);
    state = decideCloseCycles(state, on(day)).state;
    const [last] = [...state.invoices.keys()].slice(-1);
    const payment = { paymentId: `p${month}`, source: "bank" as const, reference: "", amountCents: 690_00n };
    const meantFor = [{ invoiceId: last!, amountCents: 690_00n }];
    state = valueOf(decideReceivePayment(state, { ...payment, currency: "ZAR", meantFor }, on(day))).state;
  }
  const trimmed = trimmedPostpaid(state);
  const dates: LocalDate[] = [...trimmed.invoices.values()].map(({ issuedOn }) => issuedOn);
  assert.deepEqual(dates.slice(0, 2), ["2026-06-01", "2027-06-01"]);
  assert.equal(trimmed.invoices.size, 62);
  assert.equal(receivableCents(trimmed), receivableCents(state));
});

test("nothing happens to a customer who is not billed", () => {
  const scheduled = { type: "DunningScheduled", nextOn: null, at: on("2026-06-01").at } as const;
  assert.throws(() => postpaidAfter(undefined, [scheduled]), /not billed/);
  assert.equal(postpaidAfter(undefined, []), undefined);
});
