import { ok, type Result, refuse } from "@beacom/result";
import { localDate } from "@beacom/time";
import type { Account } from "#domain/account";
import { concluded, type Decision, extended, unchanged } from "#domain/decision";
import type { PlanMigration } from "#domain/plan-migration";
import { isDearer } from "#domain/tariff";

export type MoveAgreementRefusal = {
  readonly kind: "not-on-plan" | "plan-not-offered" | "consent-needed" | "day-not-reached";
};

/**
 * An agreement to pay for use without a bundle goes on at another plan's tariff, for the same payer and up to the same limit. ICASA's
 * regulation 8A wants the subscriber's own word for what costs more: then it stays as it was agreed to.
 */
export function decideMoveAgreement(
  account: Account,
  { fromPlanId, fromVersion, to, when, by }: PlanMigration,
  at: Date,
): Result<Decision, MoveAgreementRefusal> {
  const { outOfBundle, currency } = account;
  const { planId, version } = outOfBundle?.plan ?? {};
  const isOnPlan = planId === fromPlanId && (fromVersion === null || version === fromVersion);
  if (!outOfBundle?.plan.tariff || !isOnPlan) return refuse({ kind: "not-on-plan" });
  if (planId === to.planId && version === to.version) return refuse({ kind: "not-on-plan" });
  const dearer = to.tariff && isDearer(to.tariff, outOfBundle.plan.tariff, currency);
  if (dearer === undefined || dearer === null) return refuse({ kind: "plan-not-offered" });
  if (dearer) return refuse({ kind: "consent-needed" });
  if (when !== "next-cycle" && localDate(at, to.zone) < when) return refuse({ kind: "day-not-reached" });
  return ok(concluded(extended(unchanged(account), [{ type: "OutOfBundleMoved", plan: to, by, at }]), at));
}
