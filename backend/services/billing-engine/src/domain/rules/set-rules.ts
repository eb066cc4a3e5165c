import { isDeepStrictEqual } from "node:util";
import { ok, type Result, refuse } from "@beacom/result";
import { isLocalDate, type LocalDate } from "@beacom/time";
import type { ApprovalPolicy, RoleLimit } from "#domain/approvals/approval-policy";
import { campaignProblem, type DunningCampaign } from "#domain/postpaid/dunning-campaign";
import { type HouseRules, type HouseRulesEvent, usualSegment } from "#domain/rules/house-rules";
import { mostOfAnything } from "#domain/quantity";

type Set = { readonly by: string; readonly key: string; readonly at: Date };

export type VatRateRefusal = { readonly kind: "not-a-day" | "rate-not-accepted" | "day-not-later" };

/**
 * A rate begins on a day to come: what was supplied until now has been taxed. One that was set for such a day may be corrected until it
 * begins.
 */
export function decideSetVatRate(
  rules: HouseRules,
  {
    from,
    basisPoints,
    today,
    by,
    key,
    at,
  }: Set & { readonly from: string; readonly basisPoints: bigint; today: LocalDate },
): Result<readonly HouseRulesEvent[], VatRateRefusal> {
  if (!isLocalDate(from)) return refuse({ kind: "not-a-day" });
  if (basisPoints < 0n || basisPoints > 10_000n) return refuse({ kind: "rate-not-accepted" });
  if (from <= today) return refuse({ kind: "day-not-later" });
  if (rules.vatRates.some((rate) => rate.from === from && rate.basisPoints === basisPoints)) return ok([]);
  return ok([{ type: "VatRateSet", from, basisPoints, by, key, at }]);
}

export type CampaignRefusal =
  | { readonly kind: "segment-missing" | "campaign-id-missing" | "campaign-unknown" | "campaign-needed" }
  | { readonly kind: "campaign-not-accepted"; readonly because: string };

/** For the customers of a segment from their next step on. */
export function decideSetCampaign(
  { campaigns }: HouseRules,
  { segment, campaign, by, key, at }: Set & { readonly segment: string; readonly campaign: DunningCampaign },
): Result<readonly HouseRulesEvent[], CampaignRefusal> {
  if (segment.trim() === "") return refuse({ kind: "segment-missing" });
  if (campaign.campaignId.trim() === "") return refuse({ kind: "campaign-id-missing" });
  const because = campaignProblem(campaign) ?? feeProblem(campaign);
  if (because) return refuse({ kind: "campaign-not-accepted", because });
  if (isDeepStrictEqual(campaigns.get(segment), campaign)) return ok([]);
  return ok([{ type: "DunningCampaignSet", segment, campaign, by, key, at }]);
}

export function decideRemoveCampaign(
  { campaigns }: HouseRules,
  { segment, by, key, at }: Set & { readonly segment: string },
): Result<readonly HouseRulesEvent[], CampaignRefusal> {
  if (segment === usualSegment) return refuse({ kind: "campaign-needed" });
  if (!campaigns.has(segment)) return refuse({ kind: "campaign-unknown" });
  return ok([{ type: "DunningCampaignRemoved", segment, by, key, at }]);
}

export type ApprovalPolicyRefusal = {
  readonly kind: "limit-not-accepted" | "ceiling-not-accepted" | "reasons-missing" | "validity-not-accepted";
};

const longestValidSeconds = 90 * 86_400;

/** What staff may do alone, and what two of them may do together. */
export function decideSetApprovalPolicy(
  { approvals }: HouseRules,
  { policy, by, key, at }: Set & { readonly policy: ApprovalPolicy },
): Result<readonly HouseRulesEvent[], ApprovalPolicyRefusal> {
  const limits = Object.values(policy.limits).flatMap((kinds) => Object.values(kinds));
  if (!limits.every(isLimit)) return refuse({ kind: "limit-not-accepted" });
  if (!Object.values(policy.ceilingCents).every(isAmount)) return refuse({ kind: "ceiling-not-accepted" });
  if (policy.reasonCodes.length === 0 || policy.reasonCodes.some((code) => code.trim() === ""))
    return refuse({ kind: "reasons-missing" });
  const { validSeconds } = policy;
  if (!Number.isSafeInteger(validSeconds) || validSeconds < 60 || validSeconds > longestValidSeconds)
    return refuse({ kind: "validity-not-accepted" });
  if (isDeepStrictEqual(approvals, policy)) return ok([]);
  return ok([{ type: "ApprovalPolicySet", policy, by, key, at }]);
}

const isAmount = (cents: bigint): boolean => cents >= 0n && cents <= mostOfAnything;

const isLimit = ({ aloneCents, alonePerDayCents, approveCents }: RoleLimit): boolean =>
  isAmount(aloneCents) && isAmount(alonePerDayCents) && (approveCents === null || isAmount(approveCents));

function feeProblem({ steps }: DunningCampaign): string | undefined {
  const index = steps.findIndex((step) => step.action === "fee" && step.description.trim() === "");
  return index < 0 ? undefined : `step ${index + 1} charges a fee for nothing that is said`;
}
