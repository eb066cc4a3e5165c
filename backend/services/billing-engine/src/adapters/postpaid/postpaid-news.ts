import { message, type OutboxMessage } from "@beacom/outbox";
import {
  CreditNoteIssuedSchema,
  DunningStepTakenSchema,
  InvoiceIssuedSchema,
  PaymentReceivedSchema,
  PaymentReversedSchema,
  type PostpaidBalanceSchema,
  ServiceRestrictionChangedSchema,
} from "@beacom/proto/billing/v1/billing";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { restrictionOf } from "#domain/postpaid/dunning-campaign";
import { outstandingCents } from "#domain/postpaid/invoice";
import {
  creditCents,
  overdueInvoices,
  type Postpaid,
  receivableCents,
  todayOf,
  totalOutstanding,
} from "#domain/postpaid/postpaid";
import type { DunningStepTaken, PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { moneyMessage } from "#wire/billing-wire";

type Change = { readonly events: readonly PostpaidEvent[]; readonly state: Postpaid };

/**
 * What other services are told of a command on a customer who pays by invoice. Amounts are as they are after all of it: an invoice that
 * credit paid at once is told with nothing open.
 */
export const postpaidNews = ({ traceparent, ...change }: Change & { readonly traceparent: string }): OutboxMessage[] =>
  change.events.flatMap((event) => {
    const news = newsOf(event, change);
    return news ? { ...news, traceparent } : [];
  });

function newsOf(event: PostpaidEvent, change: Change): OutboxMessage | undefined {
  const { events, state } = change;
  const { customerId, profile } = state;
  const { currency } = profile;
  const money = (cents: bigint) => moneyMessage(cents, currency);
  const balance = () => balanceOf(state, event.at);
  const openOf = (invoiceId: string) => outstandingOf(state, invoiceId);
  switch (event.type) {
    case "InvoiceIssued": {
      const { invoiceId, reason, issuedOn, dueOn } = event;
      const [total, open] = [money(event.grossCents), money(openOf(invoiceId))];
      const issued = { customerId, invoiceId, reason, issuedOn, dueOn, total, open };
      return message(InvoiceIssuedSchema, customerId, issued, event.at);
    }
    case "CreditNoteIssued": {
      const { creditNoteId, invoiceId } = event;
      const issued = { customerId, creditNoteId, invoiceId, total: money(event.grossCents), balance: balance() };
      const belongsTo = noteBelongsTo(events);
      return message(CreditNoteIssuedSchema, customerId, { ...issued, belongsTo }, event.at);
    }
    case "PaymentReceived": {
      const { paymentId, source } = event;
      const paidInvoiceIds = paidBy(events, paymentId).filter((invoiceId) => openOf(invoiceId) === 0n);
      const restoresService = restrictionAfter(events) === "none";
      const received = { customerId, paymentId, source, amount: money(event.amountCents), paidInvoiceIds };
      return message(PaymentReceivedSchema, customerId, { ...received, balance: balance(), restoresService }, event.at);
    }
    case "PaymentReversed": {
      const reversed = { customerId, paymentId: event.paymentId, amount: money(event.amountCents), balance: balance() };
      return message(PaymentReversedSchema, customerId, reversed, event.at);
    }
    case "DunningStepTaken": {
      const { campaignId, step, action, channel, template, on, dueOn } = event;
      const taken = { customerId, campaignId, step, action, channel, template, on, dueOn };
      const about = {
        amount: money(event.overdueCents),
        invoiceIds: [...event.invoiceIds],
        nextOn: event.nextOn ?? "",
      };
      return message(DunningStepTakenSchema, customerId, { ...taken, ...about }, event.at);
    }
    case "ServiceRestrictionChanged": {
      // Of several in one command only the last one lasts.
      if (event !== lastRestriction(events)) return undefined;
      const { restriction } = event;
      const belongsTo = restrictionBelongsTo(events, restriction);
      const changed = { customerId, restriction, balance: balance(), belongsTo };
      return message(ServiceRestrictionChangedSchema, customerId, changed, event.at);
    }
    // What concerns only the ledger, or what the customer or staff have just asked for themselves.
    default:
      return undefined;
  }
}

/** One that takes back what another document charges anew, or what a contract that ended would have been for, is part of that. */
function noteBelongsTo(events: readonly PostpaidEvent[]): string {
  if (events.some((event) => isToldStep(event) && event.action === "terminate")) return "dunning-step";
  return events.some((event) => event.type === "InvoiceIssued" && event.reason === "change") ? "invoice" : "";
}

function restrictionBelongsTo(events: readonly PostpaidEvent[], restriction: string): string {
  if (restriction === "none") return events.some(({ type }) => type === "PaymentReceived") ? "payment" : "";
  const byStep = events.some((event) => isToldStep(event) && restrictionOf[event.action] === restriction);
  return byStep ? "dunning-step" : "";
}

/** A step without a template is told to nobody, so that what it brings about has to be. */
const isToldStep = (event: PostpaidEvent): event is DunningStepTaken =>
  event.type === "DunningStepTaken" && event.template !== "";

const lastRestriction = (events: readonly PostpaidEvent[]) =>
  events.findLast((event) => event.type === "ServiceRestrictionChanged");
const restrictionAfter = (events: readonly PostpaidEvent[]) => lastRestriction(events)?.restriction;

const paidBy = (events: readonly PostpaidEvent[], paymentId: string): string[] => {
  const allocations = events.flatMap((event) => (event.type === "CreditAllocated" ? event.allocations : []));
  return [...new Set(allocations.flatMap((part) => (part.creditId === paymentId ? [part.invoiceId] : [])))];
};

function outstandingOf({ invoices }: Postpaid, invoiceId: string): bigint {
  const invoice = invoices.get(invoiceId);
  return invoice ? outstandingCents(invoice) : 0n;
}

function balanceOf(state: Postpaid, at: Date): MessageInitShape<typeof PostpaidBalanceSchema> {
  const { currency } = state.profile;
  return {
    open: moneyMessage(receivableCents(state), currency),
    overdue: moneyMessage(totalOutstanding(overdueInvoices(state, todayOf(state, at))), currency),
    credit: moneyMessage(creditCents(state), currency),
  };
}
