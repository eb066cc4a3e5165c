import type { LocalDate } from "@beacom/time";
import type { ServiceRestriction } from "#domain/postpaid/dunning-campaign";
import { openInvoices, type Postpaid, todayOf } from "#domain/postpaid/postpaid";
import type { PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { postpaidAfter } from "#domain/postpaid/postpaid-fold";

/** What paying (or being owed less) ends: a promise that is kept, reminders, and restrictions. */
export function dunningSettled(state: Postpaid, at: Date): PostpaidEvent[] {
  const events: PostpaidEvent[] = [];
  const { promise } = state.dunning;
  if (promise && promise.paidCents >= promise.amountCents)
    events.push({ type: "PromiseKept", promiseId: promise.promiseId, nextOn: firstNotice(state), at });
  if (isOver(state, todayOf(state, at))) events.push({ type: "DunningCleared", nextOn: firstNotice(state), at });
  const after = postpaidAfter(state, events) ?? state;
  return [...events, ...restrictionChange(after, at)];
}

/** The restriction that the steps taken come to, unless a promise lifts it. */
export function restrictionChange(state: Postpaid, at: Date): PostpaidEvent[] {
  const { stage, promise, restriction } = state.dunning;
  const due: ServiceRestriction = promise?.restoresService && stage !== "terminated" ? "none" : stage;
  return due === restriction ? [] : [{ type: "ServiceRestrictionChanged", restriction: due, at }];
}

/** When the first of the open invoices asks for attention. */
export const firstNotice = (state: Postpaid): LocalDate | null =>
  openInvoices(state).reduce<LocalDate | null>(
    (first, { dunOn }) => (first === null || dunOn < first ? dunOn : first),
    null,
  );

/** Reminders that began are over when nothing is overdue, nor open of what they began with. */
function isOver(state: Postpaid, today: LocalDate): boolean {
  const { last, stage, promise } = state.dunning;
  const open = openInvoices(state);
  // A promise that was made before anything was overdue lasts as long as there is something to pay.
  if (!last && stage === "none") return promise !== null && open.length === 0;
  if (!last && !promise && stage === "terminated") return false;
  return open.every(({ dueOn }) => dueOn >= today && (!last || dueOn > last.dueOn));
}
