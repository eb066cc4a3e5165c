import { datePlusDays, type LocalDate, localDate } from "@beacom/time";
import type { LedgerAccount } from "#domain/ledger";
import { type PostpaidEvent, postpaidEntriesOf } from "#domain/postpaid/postpaid-event";

/** A customer as workers and lists find him. */
export type CustomerRow = {
  readonly customer_id: string;
  readonly currency: string;
  readonly zone: string;
  readonly segment: string;
  readonly details_id: string;
  readonly commitment: string;
  readonly period_from: LocalDate;
  readonly period_to: LocalDate;
  readonly next_close_on: LocalDate | null;
  readonly next_dunning_on: LocalDate | null;
  readonly dunning_held: boolean;
  readonly restriction: string;
  readonly receivable_cents: bigint;
  readonly credit_cents: bigint;
  readonly deferred_cents: bigint;
  readonly earned_before: LocalDate;
};

/** The row after an event. It says the same as the fold of the whole history, in the few things that a row says. */
export function customerRowAfter(row: CustomerRow | undefined, event: PostpaidEvent): CustomerRow {
  if (event.type === "PostpaidOpened") return row ?? opened(event);
  if (!row) throw new Error(`${event.type} happened to a customer who is not billed`);
  const moved = withBalances(row, event);
  return { ...moved, ...cycleChanges(moved, event), ...dunningChanges(moved, event) };
}

const movedOn = (event: PostpaidEvent, account: LedgerAccount): bigint =>
  postpaidEntriesOf(event).reduce((sum, entry) => (entry.account === account ? sum + entry.amountCents : sum), 0n);

function withBalances(row: CustomerRow, event: PostpaidEvent): CustomerRow {
  return {
    ...row,
    receivable_cents: row.receivable_cents + movedOn(event, "receivable"),
    credit_cents: row.credit_cents - movedOn(event, "customer-credit"),
    deferred_cents: row.deferred_cents - movedOn(event, "deferred-revenue"),
  };
}

function cycleChanges(row: CustomerRow, event: PostpaidEvent): Partial<CustomerRow> {
  switch (event.type) {
    case "BillingProfileChanged": {
      const { detailsId, commitment } = event.recipient;
      return { segment: event.segment, details_id: detailsId, commitment };
    }
    case "SubscriptionStarted":
    case "ChargeAdded":
    case "UsageChargedInArrears":
    case "InvoiceIssued":
      return { next_close_on: row.period_to };
    case "CycleClosed": {
      const { from, to } = event.next;
      return { period_from: from, period_to: to, next_close_on: event.idle ? null : to };
    }
    case "RevenueEarned":
      return { earned_before: event.before };
    default:
      return {};
  }
}

function dunningChanges(row: CustomerRow, event: PostpaidEvent): Partial<CustomerRow> {
  switch (event.type) {
    case "InvoiceIssued":
    case "WriteOffRecovered":
    case "PaymentReversed":
      return row.dunning_held || event.dunOn === null
        ? {}
        : { next_dunning_on: sooner(row.next_dunning_on, event.dunOn) };
    case "CreditAllocated":
    case "CreditNoteIssued":
    case "InvoiceWrittenOff":
      return row.dunning_held || row.receivable_cents > 0n ? {} : { next_dunning_on: null };
    case "DunningStepTaken":
    case "DunningScheduled":
      return { next_dunning_on: event.nextOn };
    case "DunningCleared":
    case "DunningExemptionEnded":
    case "PromiseKept":
      return { next_dunning_on: event.nextOn, dunning_held: false };
    case "DunningExempted":
      return { next_dunning_on: event.until && datePlusDays(event.until, 1), dunning_held: true };
    case "PromiseMade":
      return { next_dunning_on: datePlusDays(event.by, 1), dunning_held: true };
    case "PromiseBroken":
      return { dunning_held: false };
    case "ServiceRestrictionChanged":
      return { restriction: event.restriction };
    default:
      return {};
  }
}

const sooner = (a: LocalDate | null, b: LocalDate): LocalDate => (a !== null && a < b ? a : b);

function opened(event: Extract<PostpaidEvent, { type: "PostpaidOpened" }>): CustomerRow {
  const { profile, period } = event;
  return {
    customer_id: event.customerId,
    currency: profile.currency,
    zone: profile.zone,
    segment: profile.segment,
    details_id: profile.recipient.detailsId,
    commitment: profile.recipient.commitment,
    period_from: period.from,
    period_to: period.to,
    next_close_on: null,
    next_dunning_on: null,
    dunning_held: false,
    restriction: "none",
    receivable_cents: 0n,
    credit_cents: 0n,
    deferred_cents: 0n,
    earned_before: localDate(event.at, profile.zone),
  };
}
