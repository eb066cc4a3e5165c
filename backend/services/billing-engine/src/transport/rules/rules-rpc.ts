import type { Currency } from "@beacom/money";
import type { RulesService } from "@beacom/proto/billing/v1/rules";
import { requirePermission } from "@beacom/runtime";
import type { ServiceImpl } from "@connectrpc/connect";
import type { RulesKnown } from "#application/rules/rules";
import type { SetRules } from "#application/rules/set-rules";
import { textAsked } from "#transport/asked";
import { refusalsIn, refusedAs } from "#transport/refusals";
import { campaignAsked, policyAsked } from "#transport/rules/rules-asked";
import { staffOf } from "#transport/who-asks";
import { rulesMessage } from "#wire/rules-wire";

export function rulesRpc({
  rules,
  currency,
}: {
  readonly rules: SetRules & { readonly known: RulesKnown };
  readonly currency: Currency;
}): ServiceImpl<typeof RulesService> {
  const { answered } = refusalsIn(currency);
  return {
    async getRules(_, context) {
      requirePermission(context, "rules.read");
      // Another process may have changed them a moment ago, and whoever reads them is about to change them.
      await rules.known.refresh();
      return rulesMessage(rules.known.now(), currency);
    },
    async setVatRate({ rate, idempotencyKey }, context) {
      const { staffId } = staffOf(context, "rules.manage");
      if (!rate) throw refusedAs("rate-not-accepted");
      const set = { from: rate.from, basisPoints: BigInt(rate.basisPoints), staffId, idempotencyKey };
      return rulesMessage(answered(await rules.setVatRate(set)), currency);
    },
    async setDunningCampaign({ segment, campaign, idempotencyKey }, context) {
      const { staffId } = staffOf(context, "rules.manage");
      const set = { segment: textAsked(segment, 40), campaign: campaignAsked(campaign, currency) };
      return rulesMessage(answered(await rules.setCampaign({ ...set, staffId, idempotencyKey })), currency);
    },
    async removeDunningCampaign({ segment, idempotencyKey }, context) {
      const { staffId } = staffOf(context, "rules.manage");
      const removed = await rules.removeCampaign({ segment: textAsked(segment, 40), staffId, idempotencyKey });
      return rulesMessage(answered(removed), currency);
    },
    async setApprovalPolicy({ policy, idempotencyKey }, context) {
      const { staffId } = staffOf(context, "rules.manage");
      const set = { policy: policyAsked(policy, currency), staffId, idempotencyKey };
      return rulesMessage(answered(await rules.setApprovalPolicy(set)), currency);
    },
  };
}
