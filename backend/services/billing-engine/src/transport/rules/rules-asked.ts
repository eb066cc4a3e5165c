import type { Currency } from "@beacom/money";
import type {
  ApprovalPolicy as PolicyMessage,
  DunningCampaign as CampaignMessage,
  DunningStep as StepMessage,
} from "@beacom/proto/billing/v1/rules";
import { type ApprovalPolicy, type RoleLimit } from "#domain/approvals/approval-policy";
import { type ChangeKind, changeKinds } from "#domain/approvals/change";
import type { DunningCampaign, DunningStep } from "#domain/postpaid/dunning-campaign";
import { amountAsked, amountIfAsked, oneOf, textAsked } from "#transport/asked";
import { refusedAs } from "#transport/refusals";

const tax = ["standard", "zero-rated", "exempt"] as const;
const actions = ["remind", "walled-garden", "suspend", "terminate", "fee"] as const;
const mostSteps = 50;

/** Rules in the domain's words; whether they make sense together is the domain's question. */
export function campaignAsked(campaign: CampaignMessage | undefined, currency: Currency): DunningCampaign {
  if (!campaign) throw refusedAs("campaign-missing");
  if (campaign.steps.length > mostSteps) throw refusedAs("campaign-not-accepted");
  return {
    campaignId: textAsked(campaign.campaignId, 60),
    steps: campaign.steps.map((step) => stepAsked(step, currency)),
    ignoreBelowCents: amountIfAsked(campaign.ignoreBelow, currency) ?? 0n,
  };
}

function stepAsked({ daysAfterDue, ...step }: StepMessage, currency: Currency): DunningStep {
  const action = oneOf(actions, step.action, "campaign-not-accepted");
  if (action !== "fee")
    return { daysAfterDue, action, channel: textAsked(step.channel, 40), template: textAsked(step.template, 60) };
  return {
    daysAfterDue,
    action,
    description: textAsked(step.description),
    feeCents: amountAsked(step.fee, currency),
    vat: oneOf(tax, step.vat || "standard", "tax-not-known"),
  };
}

/** A kind of change without a ceiling of its own would have none at all: each is named, once. */
export function policyAsked(policy: PolicyMessage | undefined, currency: Currency): ApprovalPolicy {
  if (!policy) throw refusedAs("policy-missing");
  const ceilings = new Map<ChangeKind, bigint>();
  for (const { kind, most } of policy.ceilings) {
    const known = kindAsked(kind);
    if (ceilings.has(known)) throw refusedAs("ceiling-not-accepted");
    ceilings.set(known, amountAsked(most, currency));
  }
  const ceilingOf = (kind: ChangeKind): bigint => {
    const cents = ceilings.get(kind);
    if (cents === undefined) throw refusedAs("ceiling-not-accepted");
    return cents;
  };
  return {
    limits: limitsAsked(policy, currency),
    ceilingCents: Object.fromEntries(changeKinds.map((kind) => [kind, ceilingOf(kind)])) as Record<ChangeKind, bigint>,
    reasonCodes: policy.reasonCodes.map((code) => textAsked(code, 60)),
    validSeconds: policy.validSeconds,
  };
}

function limitsAsked({ limits }: PolicyMessage, currency: Currency): ApprovalPolicy["limits"] {
  const byRole = new Map<string, Map<ChangeKind, RoleLimit>>();
  for (const { role, kind, alone, alonePerDay, approve } of limits) {
    // A token without a role has the empty one, and nothing is allowed to it.
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(role)) throw refusedAs("limit-not-accepted");
    const theirs = byRole.get(role) ?? new Map<ChangeKind, RoleLimit>();
    const known = kindAsked(kind);
    if (theirs.has(known)) throw refusedAs("limit-not-accepted");
    theirs.set(known, {
      aloneCents: amountAsked(alone, currency),
      alonePerDayCents: amountAsked(alonePerDay, currency),
      approveCents: amountIfAsked(approve, currency) ?? null,
    });
    byRole.set(role, theirs);
  }
  return Object.fromEntries([...byRole].map(([role, theirs]) => [role, Object.fromEntries(theirs)]));
}

const kindAsked = (kind: string): ChangeKind => oneOf(changeKinds, kind, "change-not-known");
