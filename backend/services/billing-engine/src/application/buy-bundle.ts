import { newId } from "@beacom/ids";
import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { changeAccount } from "#application/accounts";
import type { PlansOnOffer } from "#application/catalogue";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import type { AccountViews, BundleView } from "#application/views";
import type { Streams } from "#application/streams";
import { type BuyRefusal, decideBuyBundle } from "#domain/buy-bundle";
import type { Plan } from "#domain/plan";

export type BuyBundleRefusal = BuyRefusal | KeyRefusal;
export type BuyBundleUseCase = (purchase: {
  readonly customerId: string;
  readonly planId: string;
  readonly idempotencyKey: string;
}) => Promise<Result<{ bundle: BundleView; availableCents: bigint; currency: string }, BuyBundleRefusal>>;

/** Buys a bundle from the wallet. The same key gives the same bundle, as it is by now. */
export const buyBundleWith =
  (ports: {
    streams: Streams;
    plans: PlansOnOffer;
    views: AccountViews;
    clock: Clock;
    vatToday: () => bigint;
  }): BuyBundleUseCase =>
  async ({ customerId, planId, idempotencyKey }) => {
    const { streams, plans, views, clock, vatToday } = ports;
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const purchaseKey = `buy:${customerId}:${key.value}`;
    const plan = await plans.find(planId);
    const bundleIds = newBundleIds(plan);
    const result = await changeAccount<BuyRefusal>(streams, {
      customerId,
      key: purchaseKey,
      decide: (account) =>
        decideBuyBundle(account, { bundleIds, purchaseKey, planId, plan, vatBasisPoints: vatToday(), at: clock() }),
    });
    const repeated = !result.ok && result.error.kind === "command-repeated";
    if (!result.ok && result.error.kind !== "command-repeated") return { ok: false, error: result.error };
    const bought = await views.purchase(customerId, purchaseKey);
    if (!bought) throw new Error(`${purchaseKey} was ${repeated ? "repeated" : "committed"} and cannot be found`);
    if (bought.bundle.planId !== planId) return refuse({ kind: "idempotency-key-reused" });
    return ok(bought);
  };

/** One for each balance of the plan. */
export const newBundleIds = (plan: Plan | undefined): string[] => (plan?.allowances ?? []).map(() => newId("bundle"));
