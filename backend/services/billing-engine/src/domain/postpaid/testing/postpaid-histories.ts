import type { Result } from "@beacom/result";
import { datePlusDays, type LocalDate } from "@beacom/time";
import fc from "fast-check";
import { decideAddCharge, decideChargeUsageInArrears } from "#domain/postpaid/add-charge";
import {
  decideCancel,
  decideChangeTerms,
  decideGrantDiscount,
  decideKeep,
  decidePause,
  decideResume,
} from "#domain/postpaid/change-subscription";
import { decideCloseCycles, type Now } from "#domain/postpaid/close-cycle";
import { decideCreditInvoice } from "#domain/postpaid/credit-note";
import type { PostpaidDecision } from "#domain/postpaid/decision";
import { decideDun } from "#domain/postpaid/dun";
import { decideEarnRevenue } from "#domain/postpaid/earn-revenue";
import { decideChangeProfile } from "#domain/postpaid/open-postpaid";
import { decidePayFromWallet, decideReceivePayment } from "#domain/postpaid/pay";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { on, openedOn, termsOf } from "#domain/postpaid/postpaid-examples";
import { decideEndExemption, decideExempt, decidePromise } from "#domain/postpaid/promise";
import { decideReversePayment } from "#domain/postpaid/reverse-payment";
import { decideSubscribe } from "#domain/postpaid/subscribe";
import { decideApproveWriteOff, decideProposeWriteOff } from "#domain/postpaid/write-off";

/** For tests: random lives of a customer. */
const service = fc.constantFrom<string>("a", "b", "c");
const price = fc.bigInt(1n, 200_000n);
const cents = fc.bigInt(1n, 300_000n);
const vat = fc.constantFrom("standard" as const, "standard" as const, "zero-rated" as const, "exempt" as const);
const plain = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { noNullPrototype: true });
const off = fc.oneof(
  plain({ kind: fc.constant("percent" as const), basisPoints: fc.bigInt(1n, 10_000n) }),
  plain({ kind: fc.constant("fixed" as const), amountCents: cents }),
);
const when = fc.constantFrom("now" as const, "next-cycle" as const);
const nth = fc.nat(9);
const does = <T extends string>(what: T) => fc.constant(what);

export const postpaidCommand = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: does("wait"), days: fc.nat(20), looked: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: does("subscribe"),
      service,
      price,
      vat,
      quantity: fc.integer({ min: 1, max: 3 }),
      inAdvance: fc.boolean(),
      ahead: fc.constantFrom(0, 0, 5, 40),
      off: fc.option(off),
      cycles: fc.option(fc.integer({ min: 1, max: 3 })),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: does("change"), service, price, vat, when }) },
  fc.record({ do: does("pause"), service }),
  fc.record({ do: does("resume"), service }),
  fc.record({ do: does("cancel"), service, when }),
  fc.record({ do: does("keep"), service }),
  fc.record({ do: does("discount"), service, off, cycles: fc.option(fc.integer({ min: 1, max: 3 })) }),
  fc.record({ do: does("order"), cents, vat }),
  fc.record({ do: does("use"), what: fc.constantFrom("Calls", "Data"), cents, vat }),
  { weight: 3, arbitrary: fc.record({ do: does("pay"), cents, nth: fc.option(nth), part: fc.bigInt(1n, 300_000n) }) },
  fc.record({ do: does("pay-all"), nth }),
  fc.record({ do: does("wallet"), nth }),
  fc.record({ do: does("reverse"), nth }),
  fc.record({ do: does("credit"), nth, line: fc.option(fc.nat(2)), cents }),
  fc.record({ do: does("write-off"), nth, cents: fc.option(cents) }),
  fc.record({ do: does("promise"), cents, days: fc.nat(30), restoresService: fc.boolean() }),
  fc.record({ do: does("exempt"), days: fc.option(fc.nat(40)) }),
  fc.record({ do: does("end-exemption") }),
  fc.record({ do: does("rebill"), day: fc.integer({ min: 1, max: 28 }), months: fc.integer({ min: 1, max: 3 }) }),
  { weight: 3, arbitrary: fc.record({ do: does("dun") }) },
  { weight: 3, arbitrary: fc.record({ do: does("close") }) },
  fc.record({ do: does("earn") }),
);
export type PostpaidCommand = typeof postpaidCommand extends fc.Arbitrary<infer C> ? C : never;

export type Life = { readonly events: readonly PostpaidEvent[]; readonly state: Postpaid; readonly today: LocalDate };

const rates = [
  { from: "2018-04-01" as const, basisPoints: 1_500n },
  { from: "2026-04-10" as const, basisPoints: 1_550n },
];
export const nowOn = (date: LocalDate): Now => on(date, { vatRates: rates });

/** Carries them out one after the other, from 11 January 2026; refused ones change nothing. Some days somebody looks, and some not. */
export const lived = (commands: readonly PostpaidCommand[], see: (life: Life) => void = () => undefined): Life =>
  continued({ state: openedOn("2026-01-11"), today: "2026-01-11" }, commands, see);

export function continued(
  from: Pick<Life, "state" | "today">,
  commands: readonly PostpaidCommand[],
  see: (life: Life) => void = () => undefined,
): Life {
  let { state, today } = from;
  const events: PostpaidEvent[] = [];
  const carryOut = (command: PostpaidCommand, id: string) => {
    const decided = decide(state, command, id, nowOn(today), today);
    if (!decided?.ok) return;
    state = decided.value.state;
    events.push(...decided.value.events);
    see({ events: decided.value.events, state, today });
  };
  for (const [index, command] of commands.entries()) {
    if (command.do !== "wait") {
      carryOut(command, `${command.do}-${state.payments.size}-${index}`);
      continue;
    }
    const until = datePlusDays(today, command.days);
    while (today < until) {
      today = command.looked ? datePlusDays(today, 1) : until;
      if (command.looked) for (const what of ["close", "dun"] as const) carryOut({ do: what }, what);
    }
  }
  return { events, state, today };
}

function decide(
  state: Postpaid,
  command: PostpaidCommand,
  id: string,
  now: Now,
  today: LocalDate,
): Result<PostpaidDecision, unknown> | undefined {
  const ok = (value: PostpaidDecision) => ({ ok: true as const, value });
  switch (command.do) {
    case "wait":
      return undefined;
    case "subscribe": {
      const { price, vat, quantity, service, inAdvance, ahead, off, cycles } = command;
      const terms = termsOf(service, price, { vat, quantity });
      const startsOn = datePlusDays(today, ahead);
      const discounts = off ? [{ discountId: id, description: "", off, cycles }] : [];
      const billing = inAdvance ? ("in-advance" as const) : ("in-arrears" as const);
      return decideSubscribe(state, { subscriptionId: service, billing, terms, startsOn, discounts }, now);
    }
    case "change": {
      const { price, vat, service, when } = command;
      return decideChangeTerms(state, { subscriptionId: service, terms: termsOf(service, price, { vat }), when }, now);
    }
    case "pause":
      return decidePause(state, { subscriptionId: command.service }, now);
    case "resume":
      return decideResume(state, { subscriptionId: command.service }, now);
    case "cancel":
      return decideCancel(state, { subscriptionId: command.service, when: command.when }, now);
    case "keep":
      return decideKeep(state, { subscriptionId: command.service }, now);
    case "discount": {
      const { service, off, cycles } = command;
      const discount = { discountId: id, description: "", off, cycles };
      return decideGrantDiscount(state, { subscriptionId: service, discount }, now);
    }
    case "order": {
      const charge = { chargeId: id, description: "Router", quantity: 1, grossCents: command.cents, vat: command.vat };
      return decideAddCharge(state, charge, now);
    }
    case "use": {
      const { what, cents, vat } = command;
      return decideChargeUsageInArrears(state, { chargeId: id, description: what, amountCents: cents, vat }, now);
    }
    case "pay": {
      const invoiceId = command.nth === null ? undefined : nthOf(state.invoices, command.nth);
      const meantFor = invoiceId ? [{ invoiceId, amountCents: command.part }] : [];
      const payment = { paymentId: id, source: "bank" as const, reference: "", amountCents: command.cents };
      return decideReceivePayment(state, { ...payment, currency: "ZAR", meantFor }, now);
    }
    case "pay-all": {
      const invoiceId = nthOf(state.invoices, command.nth);
      const invoice = invoiceId === undefined ? undefined : state.invoices.get(invoiceId);
      if (!invoice) return undefined;
      const amountCents = invoice.grossCents;
      const payment = { paymentId: id, source: "provider" as const, reference: "", amountCents };
      return decideReceivePayment(state, { ...payment, currency: "ZAR" }, now);
    }
    case "wallet": {
      const invoiceId = nthOf(state.invoices, command.nth) ?? "";
      return decidePayFromWallet(state, { paymentId: id, invoiceId }, now);
    }
    case "reverse": {
      const paymentId = nthOf(state.payments, command.nth) ?? "";
      return decideReversePayment(state, { paymentId, reason: "dispute" }, now);
    }
    case "credit": {
      const { nth, line, cents } = command;
      const lines = line === null ? {} : { lines: [{ line, grossCents: cents }] };
      const invoiceId = nthOf(state.invoices, nth) ?? "";
      return decideCreditInvoice(state, { invoiceId, reason: "fault", ...lines }, now);
    }
    case "write-off": {
      const amount = command.cents === null ? {} : { amountCents: command.cents };
      const invoiceId = nthOf(state.invoices, command.nth) ?? "";
      const proposal = { writeOffId: id, invoiceId, reason: "gone", proposedBy: "stf_a", ...amount };
      const proposed = decideProposeWriteOff(state, proposal, now);
      if (!proposed.ok) return proposed;
      const approval = { writeOffId: id, approvedBy: "stf_b", limitCents: 10_000_00n };
      const approved = decideApproveWriteOff(proposed.value.state, approval, now);
      if (!approved.ok) return approved;
      return ok({ ...approved.value, events: [...proposed.value.events, ...approved.value.events] });
    }
    case "promise": {
      const { cents, days, restoresService } = command;
      const by = datePlusDays(today, days);
      return decidePromise(state, { promiseId: id, amountCents: cents, by, restoresService }, now);
    }
    case "exempt": {
      const until = command.days === null ? null : datePlusDays(today, command.days);
      return decideExempt(state, { until, reason: "hospital", by: "stf_a" }, now);
    }
    case "end-exemption":
      return decideEndExemption(state, now);
    case "rebill":
      return decideChangeProfile(state, { cycle: { months: command.months, day: command.day } }, now);
    case "dun":
      return ok(decideDun(state, now));
    case "close":
      return ok(decideCloseCycles(state, now));
    case "earn":
      return ok(decideEarnRevenue(state, now));
    default:
      return command satisfies never;
  }
}

const nthOf = (items: ReadonlyMap<string, unknown>, nth: number): string | undefined =>
  items.size === 0 ? undefined : [...items.keys()][nth % items.size];
