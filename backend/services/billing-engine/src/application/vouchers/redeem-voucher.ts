import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import { accountOf } from "#application/accounts";
import { newBundleIds } from "#application/buy-bundle";
import type { Streams } from "#application/streams";
import type { CodeSecrets } from "#application/vouchers/code-secrets";
import type { CodeRefusalReason, FraudSignals, GuessGuard } from "#application/vouchers/guess-guard";
import type { PlanVersions } from "#application/vouchers/plan-versions";
import type { FoundVoucher, VoucherIndex } from "#application/vouchers/voucher-index";
import { batchStream, voucherStream } from "#application/vouchers/voucher-streams";
import { availableCents } from "#domain/account";
import { decideVoucherCredit, type VoucherCreditRefusal } from "#domain/vouchers/credit-voucher";
import type { Guesser } from "#domain/vouchers/guess-limits";
import { decideRedeem, type NotRedeemable } from "#domain/vouchers/redeem-voucher";
import { voucherId } from "#domain/vouchers/voucher";
import { readCode } from "#domain/vouchers/voucher-code";

export type Redemption = {
  readonly batchId: string;
  readonly ordinal: number;
  readonly faceCents: bigint;
  readonly currency: Currency;
  readonly availableCents: bigint;
  /** Null: for an amount of money. Else whether the plan was activated; if it was not, the value is in the wallet. */
  readonly plan: { readonly planId: string; readonly isActivated: boolean } | null;
  /** This customer redeemed it before. */
  readonly isRepeated: boolean;
};
export type RedeemVoucherRefusal =
  | VoucherCreditRefusal
  | {
      /** - mistyped: it cannot be a code, and was not counted. - not accepted: it is none, or not one that can be redeemed. */
      readonly kind: "code-mistyped" | "code-not-accepted";
    }
  | { readonly kind: "try-again-later"; readonly retryAt: Date };
export type RedeemVoucherUseCase = (
  command: Guesser & { readonly code: string; readonly traceparent?: string },
) => Promise<Result<Redemption, RedeemVoucherRefusal>>;

type Ports = {
  streams: Streams;
  index: VoucherIndex;
  secrets: CodeSecrets;
  plans: PlanVersions;
  guard: GuessGuard;
  signals: FraudSignals;
  clock: Clock;
  vatToday: () => bigint;
};

/**
 * Redeems a voucher once, whoever tries how often and wherever. The customer and the code are the command's key: the same customer is
 * told again what the voucher brought. What is wrong with a code that is not accepted, nobody is told.
 */
export const redeemVoucherWith =
  (ports: Ports): RedeemVoucherUseCase =>
  async ({ code, traceparent = "", ...guesser }) => {
    const { secrets, index, guard, signals, clock } = ports;
    const notAccepted = (reason: CodeRefusalReason) => signals.codeRefused({ ...guesser, reason });
    const read = readCode(code);
    if (!read.ok) {
      notAccepted("code-mistyped");
      return read;
    }
    const begun = await guard.begin(guesser, clock());
    if (!begun.ok) {
      const { kind, retryAt, because } = begun.error;
      signals.callerHeldBack({ ...guesser, because, retryAt });
      return refuse({ kind, retryAt });
    }
    const voucher = await index.find(secrets.hashes(read.value));
    const redeemed: Result<Redemption, NotRedeemable | VoucherCreditRefusal> = voucher
      ? await redeem(ports, voucher, guesser.customerId, traceparent)
      : refuse({ kind: "voucher-unknown" });
    if (!redeemed.ok && isGuess(redeemed.error)) {
      notAccepted(redeemed.error.kind);
      return refuse({ kind: "code-not-accepted" });
    }
    await guard.succeeded(begun.value.tryId);
    return redeemed as Result<Redemption, VoucherCreditRefusal>;
  };

async function redeem(
  { streams, plans, clock, vatToday }: Ports,
  { batchId, ordinal }: FoundVoucher,
  customerId: string,
  traceparent: string,
): Promise<Result<Redemption, NotRedeemable | VoucherCreditRefusal>> {
  const known = await streams.state(batchStream(batchId));
  const value = known?.value;
  const plan = value?.kind === "plan" ? await plans.find(value.planId, value.planVersion) : undefined;
  const bundleIds = newBundleIds(plan);
  const read = {
    batch: batchStream(batchId),
    voucher: voucherStream(batchId, ordinal),
    account: accountOf(customerId),
  };
  const id = voucherId(batchId, ordinal);
  const result = await streams.change<typeof read, NotRedeemable | VoucherCreditRefusal>({
    key: `redeem:${id}`,
    traceparent,
    read,
    decide({ batch, voucher, account }) {
      const at = clock();
      const redeemed = decideRedeem(batch, voucher, { ordinal, customerId, at });
      if (!redeemed.ok) return redeemed;
      if (redeemed.value.length === 0 || !batch) return ok({ events: {} });
      const { faceCents, currency } = batch;
      const purchase =
        batch.value.kind === "plan"
          ? { planId: batch.value.planId, plan, bundleIds, vatBasisPoints: vatToday() }
          : null;
      const credited = decideVoucherCredit(account, { customerId, voucherId: id, faceCents, currency, purchase, at });
      if (!credited.ok) return credited;
      return ok({
        events: { voucher: redeemed.value, account: credited.value.events },
        after: { account: credited.value.account },
      });
    },
  });
  if (!result.ok) {
    if (result.error.kind === "command-repeated") throw new Error(`${id} was redeemed and its history is empty`);
    return { ok: false, error: result.error };
  }
  const { states, events } = result.value;
  const isRepeated = events.voucher === undefined;
  const { batch } = states;
  // Where nothing was written, what is in memory may be behind what another process wrote.
  const account = isRepeated ? await streams.state(accountOf(customerId)) : states.account;
  if (!batch || !account) throw new Error(`${id} was redeemed without a batch or an account`);
  const purchaseKey = `voucher:${id}`;
  return ok({
    batchId,
    ordinal,
    faceCents: batch.faceCents,
    currency: batch.currency,
    availableCents: availableCents(account),
    plan:
      batch.value.kind === "plan"
        ? {
            planId: batch.value.planId,
            isActivated: account.bundles.some((bundle) => bundle.purchaseKey === purchaseKey),
          }
        : null,
    isRepeated,
  });
}

function isGuess(refusal: NotRedeemable | VoucherCreditRefusal): refusal is NotRedeemable {
  return refusal.kind.startsWith("voucher-");
}
