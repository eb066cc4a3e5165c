import type { VoucherBatchEvent, VoucherBatchTerms } from "#domain/vouchers/batch-event";
import { move, type Segment } from "#domain/vouchers/custody";

export type VoucherBatch = VoucherBatchTerms & {
  readonly generationKey: string;
  readonly generatedBy: string;
  readonly generatedAt: Date;
  /** In order, without a gap, from 1 to the count. */
  readonly segments: readonly Segment[];
};

type Draft = VoucherBatch & { readonly segments: Segment[] };

/** The batch once these events have happened. One copy is made for all of them. */
export function batchAfter(
  batch: VoucherBatch | undefined,
  events: readonly VoucherBatchEvent[],
): VoucherBatch | undefined {
  let draft: Draft | undefined = batch && { ...batch, segments: [...batch.segments] };
  for (const event of events) {
    if (event.type === "VoucherBatchGenerated") draft = generated(event);
    else if (draft) apply(draft.segments, event);
    else throw new Error(`${event.type} happened to a batch that was never generated`);
  }
  return draft;
}

/** The part of a batch that its later events change; the projection of the vouchers changes by the same. */
export function apply(segments: Segment[], event: Exclude<VoucherBatchEvent, { type: "VoucherBatchGenerated" }>): void {
  let before = 0;
  for (const range of event.ranges) {
    switch (event.type) {
      case "VouchersPrinted":
      case "VouchersTakenBack":
        move(segments, range, { state: "printed" });
        break;
      case "VouchersHandedOver":
        move(segments, range, { state: "handed-over", resellerId: event.resellerId });
        break;
      case "UnsoldVouchersVoided":
        move(segments, range, { state: "void" });
        break;
      case "VouchersSold":
        move(segments, range, { state: "sold", sale: event.sale, before });
        before += range.last - range.first + 1;
        break;
    }
  }
}

export const unsold = (count: number): Segment[] => [{ first: 1, last: count, custody: { state: "generated" } }];

function generated(event: Extract<VoucherBatchEvent, { type: "VoucherBatchGenerated" }>): Draft {
  const { type: _, by, at, ...terms } = event;
  return { ...terms, generatedBy: by, generatedAt: at, segments: unsold(event.count) };
}
