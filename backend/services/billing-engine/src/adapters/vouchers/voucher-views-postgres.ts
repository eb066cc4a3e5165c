import type { Sql } from "@beacom/postgres";
import { pageOf } from "#adapters/page-cursor";
import type { VoucherBatchView, VoucherRangeView, VoucherView, VoucherViews } from "#application/vouchers/views";

type BatchRow = {
  readonly batch_id: string;
  readonly plan_id: string | null;
  readonly face_cents: bigint;
  readonly sale_price_cents: bigint;
  readonly currency: string;
  readonly count: number;
  readonly reseller_id: string | null;
  readonly generated_by: string;
  readonly generated_at: Date;
  readonly generated: number;
  readonly printed: number;
  readonly handed_over: number;
  readonly sold: number;
  readonly void: number;
  readonly redeemed: number;
  readonly voided_after_sale: number;
  readonly expired: number;
};
type RangeRow = {
  readonly first_ordinal: number;
  readonly last_ordinal: number;
  readonly state: VoucherRangeView["state"];
  readonly reseller_id: string | null;
  readonly sold_at: Date | null;
  readonly expires_at: Date | null;
};
type VoucherRow = RangeRow & {
  readonly face_cents: bigint;
  readonly currency: string;
  readonly plan_id: string | null;
  readonly ended: "redeemed" | "void" | "expired" | null;
  readonly ended_at: Date | null;
  readonly customer_id: string | null;
};

export function voucherViewsIn(sql: Sql): VoucherViews {
  const batches = sql`
    select voucher_batches.*, coalesce(voucher_ends.redeemed, 0) as redeemed,
      coalesce(voucher_ends.void, 0) as voided_after_sale, coalesce(voucher_ends.expired, 0) as expired
    from voucher_batches left join voucher_ends using (batch_id)`;
  return {
    async generated(generationKey) {
      const [row] = await sql<BatchRow[]>`${batches} where generation_key = ${generationKey}`;
      return row && batchView(row);
    },
    async batch(batchId) {
      const [row] = await sql<BatchRow[]>`${batches} where batch_id = ${batchId}`;
      return row && batchView(row);
    },
    async batches({ cursor, limit }) {
      // Ids are ordered by time.
      if (cursor !== "" && !/^[\w-]{1,64}$/.test(cursor)) return undefined;
      const rows = await sql<BatchRow[]>`
        ${batches} ${cursor === "" ? sql`` : sql`where batch_id < ${cursor}`} order by batch_id desc limit ${limit + 1}`;
      return pageOf(rows.map(batchView), limit, ({ batchId }) => batchId);
    },
    async ranges(batchId, page) {
      const rows = await sql<RangeRow[]>`
        select * from voucher_ranges where batch_id = ${batchId}
          ${page ? sql`and last_ordinal >= ${page.from}` : sql``}
        order by first_ordinal ${page ? sql`limit ${page.limit}` : sql``}`;
      return rows.map(rangeView);
    },
    async voucher(batchId, ordinal) {
      const [row] = await sql<VoucherRow[]>`
        select held.*, batch.face_cents, batch.currency, batch.plan_id, vouchers.ended, vouchers.ended_at,
          vouchers.customer_id
        from vouchers join voucher_batches as batch using (batch_id)
        join voucher_ranges as held on held.batch_id = vouchers.batch_id
          and vouchers.ordinal between held.first_ordinal and held.last_ordinal
        where vouchers.batch_id = ${batchId} and vouchers.ordinal = ${ordinal}`;
      return row && voucherView(row, batchId, ordinal);
    },
  };
}

function batchView(row: BatchRow): VoucherBatchView {
  const { redeemed, voided_after_sale: voidedAfterSale, expired } = row;
  const sold = row.sold - redeemed - voidedAfterSale - expired;
  return {
    batchId: row.batch_id,
    planId: row.plan_id,
    faceCents: row.face_cents,
    salePriceCents: row.sale_price_cents,
    currency: row.currency,
    count: row.count,
    resellerId: row.reseller_id,
    generatedBy: row.generated_by,
    generatedAt: row.generated_at,
    counts: {
      generated: row.generated,
      printed: row.printed,
      handedOver: row.handed_over,
      sold,
      redeemed,
      void: row.void + voidedAfterSale,
      expired,
    },
    outstandingCents: row.face_cents * BigInt(sold),
  };
}

const rangeView = (row: RangeRow): VoucherRangeView => ({
  first: row.first_ordinal,
  last: row.last_ordinal,
  state: row.state,
  resellerId: row.reseller_id,
  soldAt: row.sold_at,
  expiresAt: row.expires_at,
});

function voucherView(row: VoucherRow, batchId: string, ordinal: number): VoucherView {
  const { first: _, last: __, ...held } = rangeView(row);
  return {
    batchId,
    ordinal,
    faceCents: row.face_cents,
    currency: row.currency,
    planId: row.plan_id,
    ...held,
    state: row.ended ?? row.state,
    endedAt: row.ended_at,
    customerId: row.customer_id,
  };
}
