import type { Result } from "@beacom/result";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import type { OnceRefusal } from "#application/command-once";
import { type NotBilled, type PostpaidChange, type PostpaidPorts } from "#application/postpaid/change-postpaid";
import { asking, commandPostpaid, type PostpaidOutcome } from "#application/postpaid/command-postpaid";
import { decideAddCharge, decideChargeUsageInArrears } from "#domain/postpaid/add-charge";
import {
  decideCancel,
  decideChangeTerms,
  decideGrantDiscount,
  decideKeep,
  decidePause,
  decideResume,
} from "#domain/postpaid/change-subscription";
import type { Now } from "#domain/postpaid/close-cycle";
import { decideCreditInvoice } from "#domain/postpaid/credit-note";
import type { PostpaidDecision } from "#domain/postpaid/decision";
import { decideChangeProfile } from "#domain/postpaid/open-postpaid";
import type { Postpaid } from "#domain/postpaid/postpaid";
import { decideEndExemption, decideExempt, decidePromise } from "#domain/postpaid/promise";
import { decideReversePayment } from "#domain/postpaid/reverse-payment";
import { decideSubscribe } from "#domain/postpaid/subscribe";
import type { SubscriptionTerms } from "#domain/postpaid/subscription";
import { decideApproveWriteOff, decideDeclineWriteOff, decideProposeWriteOff } from "#domain/postpaid/write-off";

type Addressed = { readonly customerId: string; readonly idempotencyKey: string };
type Decide<Args, Refusal> = (state: Postpaid, args: Args, now: Now) => Result<PostpaidDecision, Refusal>;
export type PostpaidCommandUseCase<Args, Refusal> = (
  command: Addressed & Args,
) => Promise<Result<PostpaidOutcome, Refusal | NotBilled | KeyRefusal | OnceRefusal>>;

/** What customers and staff do, each once for each key: it is carried out on the customer's history and nothing else. */
export function postpaidCommandsWith(ports: PostpaidPorts) {
  const command =
    <Args, Refusal extends { readonly kind: string }>(
      name: string,
      decide: Decide<Args, Refusal>,
    ): PostpaidCommandUseCase<Args, Refusal> =>
    async ({ customerId, idempotencyKey, ...args }) => {
      const key = checkKey(idempotencyKey);
      if (!key.ok) return key;
      const change: Omit<PostpaidChange<Refusal>, "asked"> & { readonly key: string } = {
        customerId,
        key: `postpaid-${name}:${customerId}:${key.value}`,
        decide: (state, now) => decide(state, args as unknown as Args, now),
      };
      return commandPostpaid(ports, asking(said(args)), change);
    };
  return {
    changeProfile: command("profile", decideChangeProfile),
    subscribe: command("subscribe", decideSubscribe),
    changeTerms: command("change", decideChangeTerms),
    pause: command("pause", decidePause),
    resume: command("resume", decideResume),
    cancel: command("cancel", decideCancel),
    keep: command("keep", decideKeep),
    grantDiscount: command("discount", decideGrantDiscount),
    addCharge: command("charge", decideAddCharge),
    chargeUsageInArrears: command("usage", decideChargeUsageInArrears),
    creditInvoice: command("credit", decideCreditInvoice),
    reversePayment: command("reverse", decideReversePayment),
    proposeWriteOff: command("propose-write-off", decideProposeWriteOff),
    approveWriteOff: command("approve-write-off", decideApproveWriteOff),
    declineWriteOff: command(
      "decline-write-off",
      (state, declined: Parameters<typeof decideDeclineWriteOff>[1], { at }: Now) =>
        decideDeclineWriteOff(state, declined, at),
    ),
    promiseToPay: command("promise", decidePromise),
    exemptFromDunning: command("exempt", decideExempt),
    endExemption: command("end-exemption", (state, _: object, now) => decideEndExemption(state, now)),
  };
}

/** What somebody said. What a plan costs is the catalogue's to say, which may say otherwise when a command is repeated. */
function said({ terms, ...args }: { readonly terms?: SubscriptionTerms }): object {
  return terms ? { ...args, planId: terms.planId, quantity: terms.quantity } : args;
}
