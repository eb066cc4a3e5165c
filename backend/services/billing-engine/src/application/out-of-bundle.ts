import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { changeAccount } from "#application/accounts";
import type { PlansOnOffer } from "#application/catalogue";
import type { Streams } from "#application/streams";
import { type AllowRefusal, decideAllowOutOfBundle, decideForbidOutOfBundle } from "#domain/out-of-bundle";

export type OutOfBundleChoices = {
  allow(command: {
    readonly customerId: string;
    readonly planId: string;
    readonly payer: "wallet" | "invoice";
    readonly limitCents: bigint | null;
    /** Who agreed: the customer, or the staff member who wrote it down. */
    readonly by: string;
  }): Promise<Result<void, AllowRefusal>>;
  forbid(command: { readonly customerId: string; readonly by: string }): Promise<Result<void, AllowRefusal>>;
};

/** The opt-in to use without a bundle. The event that records it says which version of the tariff was agreed to, by whom and when. */
export const outOfBundleWith = ({
  streams,
  plans,
  clock,
}: {
  streams: Streams;
  plans: PlansOnOffer;
  clock: Clock;
}): OutOfBundleChoices => ({
  async allow({ customerId, planId, ...agreement }) {
    const plan = await plans.find(planId);
    const at = clock();
    const result = await changeAccount<AllowRefusal>(streams, {
      customerId,
      key: `out-of-bundle:${customerId}:${at.getTime()}:${planId}`,
      decide: (account) => decideAllowOutOfBundle(account, { plan, ...agreement, at }),
    });
    return result.ok || result.error.kind === "command-repeated" ? ok(undefined) : refuse(result.error);
  },
  async forbid({ customerId, by }) {
    const at = clock();
    const result = await changeAccount<AllowRefusal>(streams, {
      customerId,
      key: `out-of-bundle:${customerId}:${at.getTime()}:none`,
      decide: (account) =>
        account ? ok(decideForbidOutOfBundle(account, { by, at })) : refuse({ kind: "account-not-open-yet" }),
    });
    return result.ok || result.error.kind === "command-repeated" ? ok(undefined) : refuse(result.error);
  },
});
