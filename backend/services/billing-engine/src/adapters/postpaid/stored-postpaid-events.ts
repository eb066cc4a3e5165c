import {
  currency,
  cycle,
  day,
  discount,
  invoiceLine,
  period,
  profile,
  recipient,
  segments,
  span,
  terms,
} from "#adapters/postpaid/stored-parts";
import { type EventShapes, entriesShape, storedEvents } from "#adapters/stored-events";
import { big, integer, list, nullable, record, text, truth } from "#adapters/stored-shape";
import type {
  Allocation,
  CreditLine,
  PaymentReversed,
  PostpaidEvent,
  RevenueEarned,
} from "#domain/postpaid/postpaid-event";

const id = text();
const amounts = { netCents: big, vatCents: big, grossCents: big };
const entries = entriesShape;
const nextOn = nullable(day);

const creditLine = record<CreditLine>({
  line: integer,
  description: text(),
  vatBasisPoints: big,
  ...amounts,
  endsOn: nullable(day),
  earnedBackCents: big,
});

const shapes: EventShapes<PostpaidEvent> = {
  PostpaidOpened: record({ customerId: id, profile, period }),
  BillingProfileChanged: record({ termsDays: integer, segment: text(), recipient, nextCycle: nullable(cycle) }),
  SubscriptionStarted: record({
    subscriptionId: id,
    billing: text(),
    terms,
    startsOn: day,
    discounts: list(discount),
  }),
  SubscriptionChanged: record({ subscriptionId: id, change: text(), from: day, segments }),
  SubscriptionEndSet: record({ subscriptionId: id, endsOn: nullable(day) }),
  DiscountGranted: record({ subscriptionId: id, discount }),
  ChargeAdded: record({
    chargeId: id,
    kind: text(),
    description: text(),
    quantity: integer,
    grossCents: big,
    vat: text(),
    vatBasisPoints: big,
    on: day,
  }),
  UsageChargedInArrears: record({
    chargeId: id,
    description: text(),
    grossCents: big,
    netCents: big,
    vat: text(),
    vatBasisPoints: big,
    span,
    entries,
  }),
  InvoiceIssued: record({
    invoiceId: id,
    series: text(),
    form: text(),
    reason: text(),
    period: span,
    issuedOn: day,
    dueOn: day,
    dunOn: day,
    recipient,
    currency,
    lines: list(invoiceLine),
    ...amounts,
    entries,
  }),
  CreditNoteIssued: record({
    creditNoteId: id,
    series: text(),
    invoiceId: id,
    reason: text(),
    issuedOn: day,
    recipient,
    currency,
    lines: list(creditLine),
    ...amounts,
    openCents: big,
    entries,
  }),
  RevenueEarned: record({
    before: day,
    earned: list(record<RevenueEarned["earned"][number]>({ invoiceId: id, line: integer, amountCents: big })),
    entries,
  }),
  CycleClosed: record({ closed: span, cycle, next: period, idle: truth }),
  PaymentReceived: record({
    paymentId: id,
    source: text(),
    reference: text(),
    amountCents: big,
    currency,
    entries,
  }),
  CreditAllocated: record({
    allocations: list(record<Allocation>({ creditId: id, invoiceId: id, amountCents: big })),
    entries,
  }),
  PaymentReversed: record({
    paymentId: id,
    reason: text(),
    amountCents: big,
    undone: list(record<PaymentReversed["undone"][number]>({ invoiceId: id, amountCents: big })),
    unusedCents: big,
    dunOn: nullable(day),
    entries,
  }),
  WriteOffProposed: record({ writeOffId: id, invoiceId: id, amountCents: big, reason: text(), proposedBy: id }),
  WriteOffDeclined: record({ writeOffId: id, declinedBy: id }),
  InvoiceWrittenOff: record({
    writeOffId: id,
    invoiceId: id,
    amountCents: big,
    vatCents: big,
    reason: text(),
    proposedBy: id,
    approvedBy: id,
    entries,
  }),
  WriteOffRecovered: record({ invoiceId: id, amountCents: big, vatCents: big, dunOn: day, entries }),
  DunningStepTaken: record({
    campaignId: id,
    step: integer,
    daysAfterDue: integer,
    action: text(),
    channel: text(),
    template: text(),
    on: day,
    dueOn: day,
    overdueCents: big,
    currency,
    invoiceIds: list(id),
    nextOn,
  }),
  DunningScheduled: record({ nextOn }),
  DunningCleared: record({ nextOn }),
  DunningExempted: record({ until: nullable(day), reason: text(), by: id }),
  DunningExemptionEnded: record({ nextOn }),
  PromiseMade: record({ promiseId: id, amountCents: big, by: day, restoresService: truth }),
  PromiseKept: record({ promiseId: id, nextOn }),
  PromiseBroken: record({ promiseId: id, paidCents: big }),
  ServiceRestrictionChanged: record({ restriction: text() }),
  DocumentDelivered: record({ documentId: id, channel: text(), copy: truth }),
};

const withoutAsked = storedEvents<PostpaidEvent>(shapes);

export const storedPostpaidEvents: typeof withoutAsked = {
  write(event) {
    const stored = withoutAsked.write(event);
    const { asked } = event;
    return asked === undefined ? stored : { ...stored, data: { ...(stored.data as object), asked } };
  },
  read(stored) {
    const event = withoutAsked.read(stored);
    const { asked } = stored.data as { readonly asked?: unknown };
    return typeof asked === "string" ? { ...event, asked } : event;
  },
};
