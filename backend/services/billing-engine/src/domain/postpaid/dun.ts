import { datePlusDays, type LocalDate } from "@beacom/time";
import { cancelled } from "#domain/postpaid/change-subscription";
import { restrictionChange } from "#domain/postpaid/clear-dunning";
import { broughtUpToDate, type Now } from "#domain/postpaid/close-cycle";
import { concluded, followedBy, type PostpaidDecision, undecided } from "#domain/postpaid/decision";
import { type DunningCampaign, type DunningStep, nextStep, type StepTaken } from "#domain/postpaid/dunning-campaign";
import type { Invoice } from "#domain/postpaid/invoice";
import { openInvoices, type Postpaid, todayOf, totalOutstanding } from "#domain/postpaid/postpaid";
import type { DunningStepTaken, PostpaidEvent } from "#domain/postpaid/postpaid-event";
import { stateOn } from "#domain/postpaid/subscription";
import { rateOn } from "#domain/postpaid/vat";

/** What is due to be done today about what the customer owes. Asked again on the same day, it finds nothing to do. */
export function decideDun(before: Postpaid, now: Now): PostpaidDecision {
  let current = broughtUpToDate(undecided(before), now);
  const today = todayOf(current.state, now.at);
  current = followedBy(current, ended(current.state, today, now.at));
  const { exemption, promise } = current.state.dunning;
  if (!exemption && !promise) current = stepsTaken(current, today, now);
  const changed = current.events.length > 0 ? concluded(current, now.at) : current;
  return followedBy(changed, scheduled(changed.state, today, now));
}

/** Promises and exemptions whose last day has passed. */
function ended({ dunning }: Postpaid, today: LocalDate, at: Date): PostpaidEvent[] {
  const events: PostpaidEvent[] = [];
  const { promise, exemption } = dunning;
  if (promise && promise.by < today)
    events.push({ type: "PromiseBroken", promiseId: promise.promiseId, paidCents: promise.paidCents, at });
  if (exemption?.until && exemption.until < today) events.push({ type: "DunningExemptionEnded", nextOn: today, at });
  return events;
}

function stepsTaken(decision: PostpaidDecision, today: LocalDate, now: Now): PostpaidDecision {
  let current = decision;
  for (;;) {
    const { state } = current;
    const due = nextDue(state, now.policy.campaign);
    if (!due || due.on > today) return current;
    current = stepTaken(current, { ...due, today }, now);
  }
}

type DueStep = { readonly index: number; readonly step: DunningStep; readonly on: LocalDate; readonly oldest: Invoice };

/**
 * The next step and its day, counted from the oldest due date. The days between two steps are never fewer than the campaign says, also
 * when nobody looked for a while or a promise was waited for: nobody is cut off on the day of his first reminder.
 */
function nextDue(state: Postpaid, campaign: DunningCampaign): DueStep | undefined {
  const open = openInvoices(state);
  const [oldest] = open;
  const { last } = state.dunning;
  const index = nextStep(campaign, last);
  const step = index === undefined ? undefined : campaign.steps[index];
  if (!oldest || index === undefined || !step || totalOutstanding(open) < campaign.ignoreBelowCents) return undefined;
  const byDueDate = datePlusDays(oldest.dueOn, step.daysAfterDue);
  const on = last ? later(byDueDate, datePlusDays(last.on, daysSince(last, step))) : byDueDate;
  return { index, step, on, oldest };
}

const daysSince = (last: StepTaken, step: DunningStep): number => Math.max(0, step.daysAfterDue - last.daysAfterDue);

function stepTaken(
  decision: PostpaidDecision,
  { index, step, oldest, today }: DueStep & { readonly today: LocalDate },
  now: Now,
): PostpaidDecision {
  const { state } = decision;
  const { campaign } = now.policy;
  // Reminders before the due date are about what is not overdue yet.
  const about = openInvoices(state).filter(({ dueOn }) => dueOn < today || step.daysAfterDue < 1);
  const taken: DunningStepTaken = {
    type: "DunningStepTaken",
    campaignId: campaign.campaignId,
    step: index,
    daysAfterDue: step.daysAfterDue,
    action: step.action,
    channel: step.action === "fee" ? "" : step.channel,
    template: step.action === "fee" ? "" : step.template,
    on: today,
    dueOn: oldest.dueOn,
    overdueCents: totalOutstanding(about),
    currency: state.profile.currency,
    invoiceIds: about.map(({ invoiceId }) => invoiceId),
    nextOn: null,
    at: now.at,
  };
  const after = followedBy(decision, [taken]).state;
  const nextOn = nextDue(after, campaign)?.on ?? null;
  let current = followedBy(decision, [{ ...taken, nextOn }]);
  if (step.action === "fee") current = followedBy(current, [feeOf(step, { index, today, campaign }, now)]);
  if (step.action === "terminate") current = allCancelled(current, today, now);
  return followedBy(current, restrictionChange(current.state, now.at));
}

function feeOf(
  step: Extract<DunningStep, { action: "fee" }>,
  { index, today, campaign }: { index: number; today: LocalDate; campaign: DunningCampaign },
  { policy, at }: Now,
): PostpaidEvent {
  return {
    type: "ChargeAdded",
    chargeId: `${campaign.campaignId}-${index + 1}-${today}`,
    kind: "fee",
    description: step.description,
    quantity: 1,
    grossCents: step.feeCents,
    vat: step.vat,
    vatBasisPoints: rateOn(policy.vatRates, step.vat, today),
    on: today,
    at,
  };
}

function allCancelled(decision: PostpaidDecision, today: LocalDate, now: Now): PostpaidDecision {
  let current = decision;
  for (const subscription of decision.state.subscriptions.values())
    if (stateOn(subscription, today) !== "ended") current = cancelled(current, subscription, today, now);
  return current;
}

/** When to look again, if that is not what is planned. */
function scheduled(state: Postpaid, today: LocalDate, { policy, at }: Now): PostpaidEvent[] {
  const { nextOn, exemption, promise } = state.dunning;
  if (exemption || promise) return [];
  const next = nextDue(state, policy.campaign)?.on ?? null;
  const due = next !== null && next <= today ? datePlusDays(today, 1) : next;
  return due === nextOn ? [] : [{ type: "DunningScheduled", nextOn: due, at }];
}

const later = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);
