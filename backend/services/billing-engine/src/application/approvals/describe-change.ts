import { isDeepStrictEqual } from "node:util";
import type { Currency } from "@beacom/money";
import { ok, type Result, refuse } from "@beacom/result";
import { approvalStream } from "#application/approvals/approval-streams";
import type { CannotMake } from "#application/approvals/make-change";
import type { PlansOnOffer } from "#application/catalogue";
import type { Streams } from "#application/streams";
import { batchStream } from "#application/vouchers/voucher-streams";
import type { Change, ChangeOf } from "#domain/approvals/change";
import { reversalOf } from "#domain/approvals/reverse-adjustment";
import { priceIn } from "#domain/plan";
import { checkRanges, countIn } from "#domain/vouchers/ordinals";

/** What staff ask for. How much is at stake is worked out here, and never taken from who asks. */
export type ChangeRequest =
  | Omit<ChangeOf<"adjust-wallet">, "currency">
  | Pick<ChangeOf<"reverse-adjustment">, "kind" | "adjustmentId">
  | Pick<ChangeOf<"give-data">, "kind" | "customerId" | "planId">
  | Omit<ChangeOf<"write-off">, "currency">
  | Pick<ChangeOf<"void-vouchers">, "kind" | "batchId" | "ranges" | "reason">
  | Omit<ChangeOf<"set-credit-limit">, "currency">;
export type DescribeChange = (request: ChangeRequest) => Promise<Result<Change, CannotMake>>;

export const describeChangeWith =
  ({ streams, plans, currency }: { streams: Streams; plans: PlansOnOffer; currency: Currency }): DescribeChange =>
  async (request) => {
    switch (request.kind) {
      case "adjust-wallet":
      case "write-off":
      case "set-credit-limit":
        return ok({ ...request, currency });
      case "reverse-adjustment":
        return reversalOf(request.adjustmentId, await streams.state(approvalStream(request.adjustmentId)));
      case "give-data": {
        const plan = await plans.find(request.planId);
        const worthCents = plan && priceIn(plan, currency);
        if (!plan || worthCents === undefined) return refuse({ kind: "plan-not-offered" });
        return ok({ ...request, planVersion: plan.version, worthCents, currency });
      }
      case "void-vouchers": {
        const batch = await streams.state(batchStream(request.batchId));
        if (!batch) return refuse({ kind: "batch-unknown" });
        const ranges = checkRanges(request.ranges, batch.count);
        if (!ranges.ok) return ranges;
        const faceCents = batch.faceCents * BigInt(countIn(ranges.value));
        return ok({ ...request, faceCents, currency: batch.currency });
      }
      default:
        return request satisfies never;
    }
  };

/** Whether a change is what was asked for: everything that was asked for is in it. */
export const isRequested = (change: Change, request: ChangeRequest): boolean =>
  Object.entries(request).every(([name, value]) =>
    isDeepStrictEqual((change as Readonly<Record<string, unknown>>)[name], value),
  );
