import { isDeepStrictEqual } from "node:util";
import { ok, type Result, refuse } from "@beacom/result";
import { type Clock, localDate } from "@beacom/time";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import { ruleHistory, type RulesKnown } from "#application/rules/rules";
import type { Streams } from "#application/streams";
import type { ApprovalPolicy } from "#domain/approvals/approval-policy";
import type { DunningCampaign } from "#domain/postpaid/dunning-campaign";
import { type HouseRules, type HouseRulesEvent, rulesInForce } from "#domain/rules/house-rules";
import {
  type ApprovalPolicyRefusal,
  type CampaignRefusal,
  decideRemoveCampaign,
  decideSetApprovalPolicy,
  decideSetCampaign,
  decideSetVatRate,
  type VatRateRefusal,
} from "#domain/rules/set-rules";

type Command = { readonly staffId: string; readonly idempotencyKey: string };
type SetRule<Args, Refusal> = (command: Command & Args) => Promise<Result<HouseRules, Refusal | KeyRefusal | Reused>>;

export type SetRules = {
  setVatRate: SetRule<{ readonly from: string; readonly basisPoints: bigint }, VatRateRefusal>;
  setCampaign: SetRule<{ readonly segment: string; readonly campaign: DunningCampaign }, CampaignRefusal>;
  removeCampaign: SetRule<{ readonly segment: string }, CampaignRefusal>;
  setApprovalPolicy: SetRule<{ readonly policy: ApprovalPolicy }, ApprovalPolicyRefusal>;
};

type Ports = { streams: Streams; known: RulesKnown; beginning: HouseRules; clock: Clock; zone: string };

/** Each answers with the rules as they are then. A key that was used before changes nothing more. */
export function setRulesWith(ports: Ports): SetRules {
  return {
    setVatRate: ({ from, basisPoints, ...command }) =>
      changed(ports, command, { type: "VatRateSet", from, basisPoints }, (rules, set) =>
        decideSetVatRate(rules, { from, basisPoints, today: localDate(set.at, ports.zone), ...set }),
      ),
    setCampaign: ({ segment, campaign, ...command }) =>
      changed(ports, command, { type: "DunningCampaignSet", segment, campaign }, (rules, set) =>
        decideSetCampaign(rules, { segment, campaign, ...set }),
      ),
    removeCampaign: ({ segment, ...command }) =>
      changed(ports, command, { type: "DunningCampaignRemoved", segment }, (rules, set) =>
        decideRemoveCampaign(rules, { segment, ...set }),
      ),
    setApprovalPolicy: ({ policy, ...command }) =>
      changed(ports, command, { type: "ApprovalPolicySet", policy }, (rules, set) =>
        decideSetApprovalPolicy(rules, { policy, ...set }),
      ),
  };
}

type Set = { readonly by: string; readonly key: string; readonly at: Date };
type Reused = { readonly kind: "idempotency-key-reused" };

async function changed<Refusal extends { readonly kind: string }>(
  { streams, known, beginning, clock }: Ports,
  { staffId, idempotencyKey }: Command,
  asked: object,
  decide: (rules: HouseRules, set: Set) => Result<readonly HouseRulesEvent[], Refusal>,
): Promise<Result<HouseRules, Refusal | KeyRefusal | Reused>> {
  const checked = checkKey(idempotencyKey);
  if (!checked.ok) return checked;
  const key = `rules:${staffId}:${checked.value}`;
  const read = { rules: ruleHistory };
  const result = await streams.change<typeof read, Refusal | Reused>({
    key,
    read,
    fresh: true,
    decide({ rules }) {
      const before = rules?.done.get(key);
      if (before) {
        const { by: _by, key: _key, at: _at, ...set } = before;
        return isDeepStrictEqual(set, asked) ? ok({ events: {} }) : refuse({ kind: "idempotency-key-reused" });
      }
      const decided = decide(rulesInForce(rules, beginning), { by: staffId, key, at: clock() });
      return decided.ok ? ok({ events: { rules: decided.value } }) : decided;
    },
  });
  await known.refresh();
  if (!result.ok && result.error.kind !== "command-repeated") return refuse(result.error as Refusal | Reused);
  return ok(known.now());
}
