import { type FollowedEvent, read } from "@beacom/outbox";
import {
  CreditNoteIssuedSchema,
  DunningStepTakenSchema,
  InvoiceIssuedSchema,
  PaymentReceivedSchema,
  PaymentReversedSchema,
  type PostpaidBalance,
  ServiceRestrictionChangedSchema,
} from "@beacom/proto/billing/v1/billing";
import { isLocalDate, type LocalDate } from "@beacom/time";
import type { CustomerNews } from "#application/send";
import type { Balance } from "#domain/news";
import { moneyOf } from "#transport/money-of";

/**
 * What happened to a customer who pays by invoice, if this event tells of that. A person gets one message for each thing that happened:
 * what only belongs to another event is not told again.
 */
export function invoiceNews(event: FollowedEvent): CustomerNews | undefined {
  return documentNews(event) ?? moneyNews(event) ?? dunningNews(event);
}

function documentNews(event: FollowedEvent): CustomerNews | undefined {
  const invoice = read(InvoiceIssuedSchema, event);
  if (invoice) {
    const { customerId, invoiceId } = invoice;
    const [total, open, dueOn] = [moneyOf(invoice.total), moneyOf(invoice.open), dateOf(invoice.dueOn)];
    return { cause: `invoice/${invoiceId}`, customerId, news: { kind: "invoice-issued", total, open, dueOn } };
  }
  const note = read(CreditNoteIssuedSchema, event);
  if (!note || note.belongsTo !== "") return undefined;
  const { customerId, creditNoteId } = note;
  const news = { kind: "credit-note-issued", total: moneyOf(note.total), balance: balanceOf(note.balance) } as const;
  return { cause: `credit-note/${creditNoteId}`, customerId, news };
}

function moneyNews(event: FollowedEvent): CustomerNews | undefined {
  const received = read(PaymentReceivedSchema, event);
  if (received) {
    const { customerId, paymentId, restoresService } = received;
    const [amount, balance] = [moneyOf(received.amount), balanceOf(received.balance)];
    const news = { kind: "invoice-payment-received", amount, balance, restoresService } as const;
    return { cause: `invoice-payment/${customerId}/${paymentId}`, customerId, news };
  }
  const reversed = read(PaymentReversedSchema, event);
  if (!reversed) return undefined;
  const { customerId, paymentId } = reversed;
  const [amount, balance] = [moneyOf(reversed.amount), balanceOf(reversed.balance)];
  const news = { kind: "invoice-payment-reversed", amount, balance } as const;
  return { cause: `invoice-payment-reversed/${customerId}/${paymentId}`, customerId, news };
}

function dunningNews(event: FollowedEvent): CustomerNews | undefined {
  const step = read(DunningStepTakenSchema, event);
  if (step) {
    // A step without a template changes what is owed, and the next invoice says so.
    if (step.template === "") return undefined;
    const { customerId, template, action } = step;
    const [amount, dueOn] = [moneyOf(step.amount), dateOf(step.dueOn)];
    const nextOn = step.nextOn === "" ? null : dateOf(step.nextOn);
    const cause = `dunning/${customerId}/${step.campaignId}/${step.step}/${step.dueOn}/${step.on}`;
    return { cause, customerId, news: { kind: "payment-reminder", template, action, amount, dueOn, nextOn } };
  }
  const changed = read(ServiceRestrictionChangedSchema, event);
  if (!changed || changed.belongsTo !== "") return undefined;
  const { customerId, restriction } = changed;
  const cause = `restriction/${customerId}/${restriction}/${event.at.toISOString()}`;
  if (restriction === "none") return { cause, customerId, news: { kind: "service-restored" } };
  const overdue = moneyOf(changed.balance?.overdue);
  return { cause, customerId, news: { kind: "service-restricted", restriction, overdue } };
}

const balanceOf = (balance: PostpaidBalance | undefined): Balance => ({
  open: moneyOf(balance?.open),
  credit: moneyOf(balance?.credit),
});

function dateOf(text: string): LocalDate {
  if (!isLocalDate(text)) throw new Error(`${text} is no date`);
  return text;
}
