import type { Sql } from "@beacom/postgres";
import { cursorOf, cursorParts, pageOf } from "#adapters/page-cursor";
import type { FloatRowView, ResellerView, ResellerViews } from "#application/resellers/views";
import type { Product } from "#domain/resellers/commission";
import type { FloatMovement } from "#domain/resellers/settlement";

type ResellerRow = {
  readonly reseller_id: string;
  readonly master_id: string | null;
  readonly currency: string;
  readonly suspended: boolean;
  readonly float_cents: bigint;
  readonly credit_limit_cents: bigint;
  readonly registered_at: Date;
};
type FloatRow = {
  readonly position: bigint;
  readonly at: Date;
  readonly kind: FloatMovement;
  readonly product: Product | null;
  readonly reference: string;
  readonly price_cents: bigint;
  readonly commission_cents: bigint;
  readonly float_change_cents: bigint;
  readonly float_after_cents: bigint;
};
type TotalRow = Pick<FloatRow, "kind" | "product" | "price_cents" | "commission_cents" | "float_change_cents"> & {
  readonly count: number;
};

export const resellerViewsIn = (sql: Sql): ResellerViews => ({
  async reseller(resellerId) {
    const [row] = await sql<ResellerRow[]>`select * from resellers where reseller_id = ${resellerId}`;
    return row && resellerView(row);
  },
  async registered(registrationKey) {
    const [row] = await sql<ResellerRow[]>`select * from resellers where registration_key = ${registrationKey}`;
    return row && resellerView(row);
  },
  async all({ cursor, limit }) {
    // Ids are ordered by time.
    if (cursor !== "" && !/^[\w-]{1,64}$/.test(cursor)) return undefined;
    const rows = await sql<ResellerRow[]>`
      select * from resellers ${cursor === "" ? sql`` : sql`where reseller_id < ${cursor}`}
      order by reseller_id desc limit ${limit + 1}`;
    return pageOf(rows.map(resellerView), limit, ({ resellerId }) => resellerId);
  },
  async subResellers(masterId) {
    const rows = await sql<ResellerRow[]>`select * from resellers where master_id = ${masterId} order by reseller_id`;
    return rows.map(resellerView);
  },
  async sale(resellerId, saleKey) {
    const [row] = await sql<(FloatRow & { product: Product })[]>`
      select * from reseller_rows where reseller_id = ${resellerId} and sale_key = ${saleKey} and kind = 'sale'`;
    return row && { ...floatRowView(row), saleKey, product: row.product };
  },
  async movements({ resellerId, from, until }) {
    const [[opening], totals] = await Promise.all([
      sql<{ cents: bigint }[]>`
        select coalesce(sum(float_change_cents), 0)::bigint as cents from reseller_rows
        where reseller_id = ${resellerId} and at < ${from}`,
      sql<TotalRow[]>`
        select kind, product, count(*)::integer as count, sum(price_cents)::bigint as price_cents,
          sum(commission_cents)::bigint as commission_cents, sum(float_change_cents)::bigint as float_change_cents
        from reseller_rows where reseller_id = ${resellerId} and at >= ${from} and at < ${until}
        group by kind, product order by kind, product`,
    ]);
    return {
      openingCents: opening?.cents ?? 0n,
      totals: totals.map((row) => ({
        kind: row.kind,
        product: row.product,
        count: row.count,
        priceCents: row.price_cents,
        commissionCents: row.commission_cents,
        floatChangeCents: row.float_change_cents,
      })),
    };
  },
  async rows({ resellerId, cursor, limit }) {
    const before = cursor === "" ? undefined : cursorParts(cursor, 1)?.[0];
    if (cursor !== "" && !/^\d{1,18}$/.test(before ?? "")) return undefined;
    const rows = await sql<FloatRow[]>`
      select * from reseller_rows where reseller_id = ${resellerId}
        ${before === undefined ? sql`` : sql`and position < ${before}`}
      order by position desc limit ${limit + 1}`;
    const page = pageOf(rows, limit, ({ position }) => cursorOf(position));
    return { rows: page.rows.map(floatRowView), nextCursor: page.nextCursor };
  },
});

const resellerView = (row: ResellerRow): ResellerView => ({
  resellerId: row.reseller_id,
  masterId: row.master_id,
  currency: row.currency,
  isSuspended: row.suspended,
  floatCents: row.float_cents,
  creditLimitCents: row.credit_limit_cents,
  registeredAt: row.registered_at,
});

const floatRowView = (row: FloatRow): FloatRowView => ({
  at: row.at,
  kind: row.kind,
  product: row.product,
  reference: row.reference,
  priceCents: row.price_cents,
  commissionCents: row.commission_cents,
  floatChangeCents: row.float_change_cents,
  floatAfterCents: row.float_after_cents,
});
