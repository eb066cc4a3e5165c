import { ok, type Result, refuse } from "@beacom/result";
import { accountOf } from "#application/accounts";
import { once, type OnceRefusal } from "#application/command-once";
import { checkKey, type KeyRefusal } from "#application/idempotency-key";
import { type NotBilled, type PostpaidPorts, remembering, serviceOf } from "#application/postpaid/change-postpaid";
import { asking } from "#application/postpaid/command-postpaid";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import { extended } from "#domain/decision";
import { usageBroughtIn } from "#domain/postpaid/bring-in-usage";
import { decidePayFromWallet, type PayRefusal } from "#domain/postpaid/pay";
import { receivableCents } from "#domain/postpaid/postpaid";
import { type DebitRefusal, decideDebit } from "#domain/wallet";

export type PayFromWalletRefusal =
  | PayRefusal
  | DebitRefusal
  | NotBilled
  | KeyRefusal
  | OnceRefusal
  | { readonly kind: "account-not-open-yet" | "currency-differs" };
export type PayFromWalletUseCase = (payment: {
  readonly customerId: string;
  readonly invoiceId: string;
  /** All that is open of it, if it is not said. */
  readonly amountCents?: bigint;
  readonly idempotencyKey: string;
}) => Promise<Result<{ readonly receivableCents: bigint }, PayFromWalletRefusal>>;

/** Out of the wallet and off the invoice in one commit: neither happens without the other. */
export const payFromWalletWith =
  ({ streams, policies, done, clock }: PostpaidPorts): PayFromWalletUseCase =>
  async ({ customerId, invoiceId, amountCents, idempotencyKey }) => {
    const key = checkKey(idempotencyKey);
    if (!key.ok) return key;
    const paymentId = `wallet:${customerId}:${key.value}`;
    const commandKey = `postpaid-payment:${paymentId}`;
    const read = { account: accountOf(customerId), postpaid: postpaidOf(customerId) };
    const { asked, isSame } = asking({ invoiceId, amountCents });
    const result = await once(done, { key: commandKey, isSame }, () =>
      streams.change<typeof read, PayFromWalletRefusal>({
        key: commandKey,
        read,
        decide({ postpaid, account }) {
          if (!postpaid) return refuse({ kind: "not-billed" });
          if (!account) return refuse({ kind: "account-not-open-yet" });
          if (account.currency !== postpaid.profile.currency) return refuse({ kind: "currency-differs" });
          const at = clock();
          const payment = { paymentId, invoiceId, ...(amountCents !== undefined && { amountCents }) };
          const now = { policy: policies.of(postpaid.profile.segment), at };
          const before = usageBroughtIn(postpaid, account, now);
          const paid = decidePayFromWallet(before.postpaid.state, payment, now);
          if (!paid.ok) return paid;
          const spent = decideDebit(before.account.account, {
            movementId: paymentId,
            amountCents: paid.value.amountCents,
            purpose: "invoice",
            reference: invoiceId,
            against: "transfer-clearing",
            at,
          });
          if (!spent.ok) return spent;
          const restored = serviceOf(spent.value.account, paid.value.events, at);
          const taken = restored ? extended(spent.value, restored.events) : spent.value;
          return ok({
            events: {
              account: [...before.account.events, ...taken.events],
              postpaid: remembering([...before.postpaid.events, ...paid.value.events], asked),
            },
            after: { postpaid: paid.value.state, account: taken.account },
          });
        },
      }),
    );
    if (!result.ok) return { ok: false, error: result.error };
    const state = result.value?.states.postpaid ?? (await streams.state(read.postpaid));
    return state ? ok({ receivableCents: receivableCents(state) }) : refuse({ kind: "not-billed" });
  };
