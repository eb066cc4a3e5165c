import type {
  ApprovalPolicySchema,
  DunningCampaignSchema,
  DunningStepSchema,
  RoleLimitSchema,
  RulesSchema,
} from "@beacom/proto/billing/v1/rules";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ApprovalPolicy, RoleLimit } from "#domain/approvals/approval-policy";
import type { DunningCampaign, DunningStep } from "#domain/postpaid/dunning-campaign";
import type { HouseRules } from "#domain/rules/house-rules";
import { moneyMessage } from "#wire/billing-wire";

export const rulesMessage = (rules: HouseRules, currency: string): MessageInitShape<typeof RulesSchema> => ({
  vatRates: rules.vatRates
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
    .map(({ from, basisPoints }) => ({ from, basisPoints: Number(basisPoints) })),
  campaigns: [...rules.campaigns].map(([segment, campaign]) => ({
    segment,
    campaign: campaignMessage(campaign, currency),
  })),
  approvals: policyMessage(rules.approvals, currency),
});

const campaignMessage = (
  { campaignId, steps, ignoreBelowCents }: DunningCampaign,
  currency: string,
): MessageInitShape<typeof DunningCampaignSchema> => ({
  campaignId,
  steps: steps.map((step) => stepMessage(step, currency)),
  ignoreBelow: moneyMessage(ignoreBelowCents, currency),
});

function stepMessage(step: DunningStep, currency: string): MessageInitShape<typeof DunningStepSchema> {
  const { daysAfterDue, action } = step;
  if (action !== "fee") return { daysAfterDue, action, channel: step.channel, template: step.template };
  const { description, feeCents, vat } = step;
  return { daysAfterDue, action, description, fee: moneyMessage(feeCents, currency), vat };
}

const policyMessage = (
  { limits, ceilingCents, reasonCodes, validSeconds }: ApprovalPolicy,
  currency: string,
): MessageInitShape<typeof ApprovalPolicySchema> => ({
  limits: Object.entries(limits).flatMap(([role, kinds]) =>
    Object.entries(kinds).map(([kind, limit]) => limitMessage({ role, kind, limit, currency })),
  ),
  ceilings: Object.entries(ceilingCents).map(([kind, cents]) => ({ kind, most: moneyMessage(cents, currency) })),
  reasonCodes: [...reasonCodes],
  validSeconds,
});

function limitMessage(of: {
  role: string;
  kind: string;
  limit: RoleLimit;
  currency: string;
}): MessageInitShape<typeof RoleLimitSchema> {
  const { role, kind, limit, currency } = of;
  return {
    role,
    kind,
    alone: moneyMessage(limit.aloneCents, currency),
    alonePerDay: moneyMessage(limit.alonePerDayCents, currency),
    ...(limit.approveCents !== null && { approve: moneyMessage(limit.approveCents, currency) }),
  };
}
