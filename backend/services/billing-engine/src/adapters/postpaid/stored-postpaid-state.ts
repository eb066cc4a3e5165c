import {
  currency,
  cycle,
  day,
  discount,
  lineFields,
  period,
  profile,
  segments,
  span,
} from "#adapters/postpaid/stored-parts";
import { big, integer, list, nullable, record, type Shape, text, truth } from "#adapters/stored-shape";
import type { StepTaken } from "#domain/postpaid/dunning-campaign";
import type { Invoice, OpenLine } from "#domain/postpaid/invoice";
import type {
  Dunning,
  PaymentPromise,
  PendingCharge,
  Postpaid,
  ProposedWriteOff,
  ReceivedPayment,
} from "#domain/postpaid/postpaid";
import type { Subscription } from "#domain/postpaid/subscription";

/** Rises when the fold changes: snapshots of another form are not used, and the history is folded again. */
const form = 2;

/** By what each is called, in the order in which they came. */
const byName = <T>(shape: Shape<T>): Shape<ReadonlyMap<string, T>> => ({
  write: (values) => [...values].map(([name, value]) => [name, shape.write(value)]),
  read(stored) {
    if (!Array.isArray(stored)) throw new Error("expected a list of names and values");
    return new Map(stored.map((entry: unknown) => pairOf(entry, shape)));
  },
});

function pairOf<T>(entry: unknown, shape: Shape<T>): [string, T] {
  const [name, value] = Array.isArray(entry) ? (entry as unknown[]) : [];
  if (typeof name !== "string") throw new Error("expected a name and a value");
  return [name, shape.read(value)];
}

const names: Shape<ReadonlySet<string>> = {
  write: (values) => [...values],
  read: (stored) => new Set(list(text()).read(stored)),
};

const line = record<OpenLine>({
  ...lineFields,
  endsOn: nullable(day),
  creditedGrossCents: big,
  creditedVatCents: big,
  earnedCents: big,
});
const invoice = record<Invoice>({
  invoiceId: text(),
  form: text(),
  issuedOn: day,
  dueOn: day,
  dunOn: day,
  currency,
  grossCents: big,
  vatCents: big,
  lines: list(line),
  allocations: byName(big),
  creditedOpenCents: big,
  writtenOffCents: big,
  writtenOffVatCents: big,
});
const subscription = record<Subscription>({
  subscriptionId: text(),
  billing: text(),
  segments,
  discounts: list(discount),
  endsOn: nullable(day),
});
const charge = record<PendingCharge>({
  kind: text(),
  description: text(),
  quantity: integer,
  span: nullable(span),
  grossCents: big,
  accruedNetCents: big,
  vat: text(),
  vatBasisPoints: big,
});
const payment = record<ReceivedPayment>({ source: text(), amountCents: big, reversed: truth });
const writeOff = record<ProposedWriteOff>({
  invoiceId: text(),
  amountCents: big,
  reason: text(),
  proposedBy: text(),
});
const dunning = record<Dunning>({
  nextOn: nullable(day),
  last: nullable(record<StepTaken>({ campaignId: text(), step: integer, daysAfterDue: integer, on: day, dueOn: day })),
  stage: text(),
  restriction: text(),
  promise: nullable(
    record<PaymentPromise>({ promiseId: text(), amountCents: big, by: day, restoresService: truth, paidCents: big }),
  ),
  brokenPromises: integer,
  exemption: nullable(record<NonNullable<Dunning["exemption"]>>({ until: nullable(day) })),
});

type Snapshot = Postpaid & { readonly form: number };
const snapshot: Shape<Snapshot> = record<Snapshot>({
  form: integer,
  customerId: text(),
  profile,
  nextCycle: nullable(cycle),
  period,
  subscriptions: byName(subscription),
  pending: list(charge),
  invoices: byName(invoice),
  documentsIssued: record<Postpaid["documentsIssued"]>({ invoices: integer, creditNotes: integer }),
  payments: byName(payment),
  credits: byName(big),
  writeOffs: byName(writeOff),
  dunning,
  delivered: names,
});

export const writePostpaid = (state: Postpaid): unknown => snapshot.write({ ...state, form });

/** Undefined if it has another form: it is only a shortcut. */
export function readPostpaid(stored: unknown): Postpaid | undefined {
  if ((stored as { form?: unknown } | null)?.form !== form) return undefined;
  const { form: _, ...state } = snapshot.read(stored);
  return state;
}
