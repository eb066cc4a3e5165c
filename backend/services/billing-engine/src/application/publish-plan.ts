import { newId } from "@beacom/ids";
import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { catalogue } from "#application/catalogue";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import type { Streams } from "#application/streams";
import {
  type CatalogueEvent,
  decidePublishPlan,
  decideWithdrawPlan,
  emptyCatalogue,
  type PublishRefusal,
} from "#domain/catalogue";
import type { Plan, PlanTerms } from "#domain/plan";

export type PublishPlanRefusal = PublishRefusal | KeyRefusal;
export type PublishPlanUseCase = (command: {
  readonly terms: PlanTerms;
  /** Empty: a new plan. Else the next version of this one. */
  readonly planId: string;
  readonly idempotencyKey: string;
}) => Promise<Result<Plan, PublishPlanRefusal>>;

type Ports = { streams: Streams; clock: Clock; currency: Currency; zone: string };

export const publishPlanWith =
  ({ streams, clock, currency, zone }: Ports): PublishPlanUseCase =>
  async ({ terms, planId, idempotencyKey }) => {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const publicationKey = `publish:${key.value}`;
    const isNew = planId === "";
    const id = isNew ? newId("plan") : planId;
    const command = { terms, planId: id, isNew, publicationKey, currency, zone };
    const result = await streams.change<Catalogued, PublishRefusal>({
      key: publicationKey,
      read: { catalogue },
      fresh: true,
      decide: (now) => written(decidePublishPlan(now.catalogue ?? emptyCatalogue, { ...command, at: clock() })),
    });
    if (!result.ok) {
      if (result.error.kind === "command-repeated") throw new Error(`${publicationKey} cannot be found`);
      return refuse(result.error);
    }
    const plan = result.value.states.catalogue?.published.get(publicationKey);
    if (!plan) throw new Error(`${publicationKey} was published and cannot be found`);
    return ok(plan);
  };

export type WithdrawPlanUseCase = (planId: string) => Promise<Result<void, { readonly kind: "plan-unknown" }>>;

/** Takes a plan off the shelf. Bundles that were bought keep their terms. */
export const withdrawPlanWith =
  ({ streams, clock }: Pick<Ports, "streams" | "clock">): WithdrawPlanUseCase =>
  async (planId) => {
    const at = clock();
    const result = await streams.change<Catalogued, { readonly kind: "plan-unknown" }>({
      key: `withdraw:${planId}:${at.getTime()}`,
      read: { catalogue },
      fresh: true,
      decide: (now) => written(decideWithdrawPlan(now.catalogue ?? emptyCatalogue, { planId, at })),
    });
    return result.ok || result.error.kind === "command-repeated" ? ok(undefined) : { ok: false, error: result.error };
  };

type Catalogued = { readonly catalogue: typeof catalogue };

const written = <Refusal>(decided: Result<readonly CatalogueEvent[], Refusal>) =>
  decided.ok ? ok({ events: { catalogue: decided.value } }) : decided;
