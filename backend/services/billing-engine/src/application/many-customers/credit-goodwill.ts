import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { accountOf, changeAccount } from "#application/accounts";
import type { CommandsDone } from "#application/command-once";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import type { Streams } from "#application/streams";
import { availableCents } from "#domain/account";
import type { ApprovalPolicy } from "#domain/approvals/approval-policy";
import { type CreditRefusal, type DebitRefusal, decideAdjust } from "#domain/wallet";

export type CreditGoodwillRefusal =
  | CreditRefusal
  | DebitRefusal
  | KeyRefusal
  | { readonly kind: "account-not-open-yet" | "currency-differs" | "reason-unknown" }
  | { readonly kind: "over-ceiling"; readonly ceilingCents: bigint };
export type CreditGoodwill = (command: {
  readonly customerId: string;
  readonly amountCents: bigint;
  readonly currency: string;
  readonly reasonCode: string;
  readonly by: string;
  readonly approvedBy: string | null;
  readonly idempotencyKey: string;
}) => Promise<Result<{ readonly availableCents: bigint; readonly currency: string }, CreditGoodwillRefusal>>;

/** An adjustment that was approved for many together, once for the key. The ceiling of a single one holds for it too. */
export const creditGoodwillWith =
  ({
    streams,
    done,
    policyNow,
    clock,
  }: {
    readonly streams: Streams;
    readonly done: CommandsDone;
    readonly policyNow: () => ApprovalPolicy;
    readonly clock: Clock;
  }): CreditGoodwill =>
  async ({ customerId, amountCents, currency, reasonCode, by, approvedBy, idempotencyKey }) => {
    const checked = checkKey(idempotencyKey);
    if (!checked.ok) return checked;
    if (amountCents <= 0n) return refuse({ kind: "amount-not-positive" });
    const key = `goodwill:${customerId}:${checked.value}`;
    // Before the rules of today are asked: what was done under those of yesterday is done.
    if (!(await done.find(key))) {
      const policy = policyNow();
      const ceilingCents = policy.ceilingCents["adjust-wallet"];
      if (!policy.reasonCodes.includes(reasonCode)) return refuse({ kind: "reason-unknown" });
      if (amountCents > ceilingCents) return refuse({ kind: "over-ceiling", ceilingCents });
      const result = await changeAccount<Exclude<CreditGoodwillRefusal, { kind: "over-ceiling" }>>(streams, {
        customerId,
        key,
        fresh: true,
        decide(account) {
          if (!account) return refuse({ kind: "account-not-open-yet" });
          if (account.currency !== currency) return refuse({ kind: "currency-differs" });
          return decideAdjust(account, { movementId: key, amountCents, reasonCode, by, approvedBy, at: clock() });
        },
      });
      if (!result.ok && result.error.kind !== "command-repeated") return refuse(result.error);
    }
    const account = await streams.state(accountOf(customerId));
    if (!account) return refuse({ kind: "account-not-open-yet" });
    return ok({ availableCents: availableCents(account), currency: account.currency });
  };
