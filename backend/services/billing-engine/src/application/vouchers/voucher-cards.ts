import { ok, type Result } from "@beacom/result";
import type { Streams } from "#application/streams";
import type { FetchCodesRefusal, FetchCodesUseCase } from "#application/vouchers/fetch-codes";
import type { PlanVersions } from "#application/vouchers/plan-versions";
import { batchStream } from "#application/vouchers/voucher-streams";
import type { VoucherBatch } from "#domain/vouchers/batch";

export type VoucherCards = {
  readonly batch: VoucherBatch;
  /** Of vouchers that are worth a plan. */
  readonly planName: string | null;
  /** In the order of the vouchers' numbers. */
  readonly codes: readonly string[];
};
export type VoucherCardsUseCase = (request: {
  readonly batchId: string;
  readonly staffId: string;
}) => Promise<Result<VoucherCards, FetchCodesRefusal>>;

/** What is printed on the cards of a batch, for the one who generated it and as long as its codes can be fetched. */
export const voucherCardsWith =
  (ports: { streams: Streams; plans: PlanVersions; fetchCodes: FetchCodesUseCase }): VoucherCardsUseCase =>
  async (request) => {
    const fetched = await ports.fetchCodes(request);
    if (!fetched.ok) return fetched;
    const batch = await ports.streams.state(batchStream(request.batchId));
    if (!batch) throw new Error(`${request.batchId} has codes and was never generated`);
    const { value } = batch;
    const plan = value.kind === "plan" ? await ports.plans.find(value.planId, value.planVersion) : undefined;
    return ok({ batch, planName: plan?.name ?? null, codes: fetched.value.codes });
  };
