import type { LocalDate } from "@beacom/time";
import { type ApprovalPolicy, usualPolicy as usualApprovals } from "#domain/approvals/approval-policy";
import type { DunningCampaign } from "#domain/postpaid/dunning-campaign";
import { usualCampaign } from "#domain/postpaid/usual-policy";
import type { VatRate } from "#domain/postpaid/vat";

/** What the operator decides for everybody, and the law now and then: data with a history of its own, like a price. */
export type HouseRules = {
  /** The standard rates, by the day that each begins. */
  readonly vatRates: readonly VatRate[];
  /** By segment; `usual` is that of every segment without one of its own. */
  readonly campaigns: ReadonlyMap<string, DunningCampaign>;
  readonly approvals: ApprovalPolicy;
};

export const usualSegment = "usual";

/** What an operator begins with and changes as data. */
export const firstRules = (vatBasisPoints: bigint): HouseRules => ({
  vatRates: [{ from: "2000-01-01", basisPoints: vatBasisPoints }],
  campaigns: new Map([[usualSegment, usualCampaign]]),
  approvals: usualApprovals,
});

/** `key` names the command that it was set by. */
export type HouseRulesEvent = { readonly by: string; readonly key: string; readonly at: Date } & (
  | { readonly type: "VatRateSet"; readonly from: LocalDate; readonly basisPoints: bigint }
  | { readonly type: "DunningCampaignSet"; readonly segment: string; readonly campaign: DunningCampaign }
  /** Its customers follow the usual campaign again. */
  | { readonly type: "DunningCampaignRemoved"; readonly segment: string }
  | { readonly type: "ApprovalPolicySet"; readonly policy: ApprovalPolicy }
);

/** What was set so far, over what an operator begins with. */
export type RulesSet = {
  readonly vatRates: readonly VatRate[];
  readonly campaigns: ReadonlyMap<string, DunningCampaign>;
  readonly approvals: ApprovalPolicy | null;
  /** By the key of the command. */
  readonly done: ReadonlyMap<string, HouseRulesEvent>;
};

const nothingSet: RulesSet = { vatRates: [], campaigns: new Map(), approvals: null, done: new Map() };

export function rulesAfter(before: RulesSet | undefined, events: readonly HouseRulesEvent[]): RulesSet {
  let { vatRates, campaigns, approvals } = before ?? nothingSet;
  for (const event of events) {
    switch (event.type) {
      case "VatRateSet": {
        const { from, basisPoints } = event;
        vatRates = [...vatRates.filter((rate) => rate.from !== from), { from, basisPoints }];
        break;
      }
      case "DunningCampaignSet":
        campaigns = new Map(campaigns).set(event.segment, event.campaign);
        break;
      case "DunningCampaignRemoved":
        campaigns = new Map([...campaigns].filter(([segment]) => segment !== event.segment));
        break;
      case "ApprovalPolicySet":
        approvals = event.policy;
        break;
      default:
        event satisfies never;
    }
  }
  const done = new Map([...(before?.done ?? []), ...events.map((event) => [event.key, event] as const)]);
  return { vatRates, campaigns, approvals, done };
}

/** The rules in force: what was set, and for the rest what an operator begins with. */
export function rulesInForce(set: RulesSet | undefined, beginning: HouseRules): HouseRules {
  if (!set) return beginning;
  const replaced = new Set(set.vatRates.map(({ from }) => from));
  return {
    vatRates: [...beginning.vatRates.filter(({ from }) => !replaced.has(from)), ...set.vatRates],
    campaigns: new Map([...beginning.campaigns, ...set.campaigns]),
    approvals: set.approvals ?? beginning.approvals,
  };
}

export const campaignOf = ({ campaigns }: HouseRules, segment: string): DunningCampaign | undefined =>
  campaigns.get(segment) ?? campaigns.get(usualSegment);
