import { newId } from "@beacom/ids";
import type { Currency } from "@beacom/money";
import { ok, type Result } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { Catalogues } from "#application/catalogue";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import { decidePublishPlan, decideWithdrawPlan, type PublishRefusal } from "#domain/catalogue";
import type { Plan, PlanTerms } from "#domain/plan";

export type PublishPlanRefusal = PublishRefusal | KeyRefusal;
export type PublishPlanUseCase = (command: {
  readonly terms: PlanTerms;
  /** Empty: a new plan. Else the next version of this one. */
  readonly planId: string;
  readonly idempotencyKey: string;
}) => Promise<Result<Plan, PublishPlanRefusal>>;

type Ports = { catalogues: Catalogues; clock: Clock; currency: Currency };

export const publishPlanWith =
  ({ catalogues, clock, currency }: Ports): PublishPlanUseCase =>
  async ({ terms, planId, idempotencyKey }) => {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const publicationKey = `publish:${key.value}`;
    const isNew = planId === "";
    const id = isNew ? newId("plan") : planId;
    const result = await catalogues.change({
      key: publicationKey,
      decide: (catalogue) =>
        decidePublishPlan(catalogue, { terms, planId: id, isNew, publicationKey, currency, at: clock() }),
    });
    if (!result.ok) return result;
    const plan = result.value.published.get(publicationKey);
    if (!plan) throw new Error(`${publicationKey} was published and cannot be found`);
    return ok(plan);
  };

export type WithdrawPlanUseCase = (planId: string) => Promise<Result<void, { readonly kind: "plan-unknown" }>>;

/** Takes a plan off the shelf. Bundles that were bought keep their terms. */
export const withdrawPlanWith =
  ({ catalogues, clock }: Omit<Ports, "currency">): WithdrawPlanUseCase =>
  async (planId) => {
    const at = clock();
    const result = await catalogues.change({
      key: `withdraw:${planId}:${at.getTime()}`,
      decide: (catalogue) => decideWithdrawPlan(catalogue, { planId, at }),
    });
    return result.ok ? ok(undefined) : result;
  };
