import { foldBilling } from "#domain/postpaid/fold-billing";
import { foldDunning } from "#domain/postpaid/fold-dunning";
import { foldPayments } from "#domain/postpaid/fold-payments";
import { foldSubscriptions } from "#domain/postpaid/fold-subscriptions";
import { outstandingCents } from "#domain/postpaid/invoice";
import type { Postpaid } from "#domain/postpaid/postpaid";
import type { PostpaidEvent, PostpaidOpened } from "#domain/postpaid/postpaid-event";

/** A copy that may be changed while events are folded into it. */
export type PostpaidDraft = {
  -readonly [K in keyof Postpaid]: Postpaid[K] extends ReadonlyMap<infer Id, infer V>
    ? Map<Id, V>
    : Postpaid[K] extends ReadonlySet<infer T>
      ? Set<T>
      : Postpaid[K] extends readonly (infer T)[]
        ? T[]
        : Postpaid[K];
};

/** What these events lead to. One copy is made for all of them. */
export function postpaidAfter(state: Postpaid | undefined, events: readonly PostpaidEvent[]): Postpaid | undefined {
  if (events.length === 0) return state;
  let draft: PostpaidDraft | undefined = state && copyOf(state);
  for (const event of events) {
    if (event.type === "PostpaidOpened") draft ??= opened(event);
    else if (draft) apply(draft, event);
    else throw new Error(`${event.type} happened to a customer who is not billed`);
  }
  return draft;
}

function apply(draft: PostpaidDraft, event: Exclude<PostpaidEvent, PostpaidOpened>): void {
  foldSubscriptions(draft, event);
  foldBilling(draft, event);
  foldPayments(draft, event);
  foldDunning(draft, event);
}

/** Invoices that nobody may ask about any more: VAT records and corrections are a matter of five years (Tax Administration Act, s29). */
const daysKept = 5 * 366;

export function trimmedPostpaid(state: Postpaid): Postpaid {
  const newest = [...state.invoices.values()].at(-1);
  const oldest = state.invoices.values().next().value;
  if (!newest || !oldest || daysApart(oldest.issuedOn, newest.issuedOn) <= daysKept) return state;
  const invoices = new Map(state.invoices);
  for (const [invoiceId, invoice] of invoices)
    if (daysApart(invoice.issuedOn, newest.issuedOn) > daysKept && outstandingCents(invoice) === 0n)
      invoices.delete(invoiceId);
  return { ...state, invoices };
}

const daysApart = (a: string, b: string): number => (Date.parse(b) - Date.parse(a)) / 86_400_000;

const copyOf = (state: Postpaid): PostpaidDraft => ({
  ...state,
  subscriptions: new Map(state.subscriptions),
  pending: [...state.pending],
  invoices: new Map(state.invoices),
  payments: new Map(state.payments),
  credits: new Map(state.credits),
  writeOffs: new Map(state.writeOffs),
  delivered: new Set(state.delivered),
});

const opened = ({ customerId, profile, period }: PostpaidOpened): PostpaidDraft => ({
  customerId,
  profile,
  nextCycle: null,
  period,
  subscriptions: new Map(),
  pending: [],
  invoices: new Map(),
  documentsIssued: { invoices: 0, creditNotes: 0 },
  payments: new Map(),
  credits: new Map(),
  writeOffs: new Map(),
  dunning: {
    nextOn: null,
    last: null,
    stage: "none",
    restriction: "none",
    promise: null,
    brokenPromises: 0,
    exemption: null,
  },
  delivered: new Set(),
});
