import type { Sql } from "@beacom/postgres";
import { statementPageIn } from "#adapters/statement-page-postgres";
import { usagePageIn } from "#adapters/usage-page-postgres";
import type { AccountView, AccountViews, BundleView } from "#application/views";
import type { BundleSource, BundleState } from "#domain/bundle";
import type { ServiceLevel, ServiceReason } from "#domain/service-state";

const endedBundlesShown = 10;

/** The projections as answers. They are written with the events, so whatever was acknowledged is in them. */
export const accountViewsIn = (sql: Sql): AccountViews => ({
  async account(customerId) {
    // One statement is one snapshot: a bundle just bought and the wallet before it was paid would not fit together.
    const rows = await sql<(AccountRow & Partial<BundleRow>)[]>`
      select accounts.account_id, accounts.customer_id, accounts.currency, posted_cents, held_cents, service_level,
        accounts.rate_down_bits as service_down_bits, accounts.rate_up_bits as service_up_bits, service_reason,
        service_since, service_version, shown.bundle_id, plan_id, name, octets_granted, octets_used, octets_expired,
        shown.rate_down_bits, shown.rate_up_bits, notices_percent, activated_at, expires_at, state, uncapped, window_open,
        octets_sent, rolled_over, source, shared, tariff_plan_id, tariff_payer, tariff_limit_cents, tariff_used_cents,
        pool_owner_id, restricted_by_dunning, restricted_by_staff
      from accounts left join lateral (
        select * from bundles where bundles.customer_id = accounts.customer_id and state = 'active'
        union all
        (select * from bundles where bundles.customer_id = accounts.customer_id and state <> 'active'
          order by closed_at desc, bundle_id desc limit ${endedBundlesShown})
      ) as shown on true
      where accounts.customer_id = ${customerId}
      order by state = 'active' desc, case when state = 'active' then expires_at end,
        case when state = 'active' then activated_at end, closed_at desc, plan_order, bundle_id`;
    return rows[0] && accountOf(rows[0], rows.filter(isBundleRow));
  },
  async purchase(customerId, purchaseKey) {
    const [row] = await sql<(BundleRow & Pick<AccountRow, "currency" | "posted_cents" | "held_cents">)[]>`
      select bundles.*, posted_cents, held_cents from bundles join accounts using (customer_id)
      where customer_id = ${customerId} and purchase_key = ${purchaseKey} order by plan_order limit 1`;
    return row && { bundle: bundleOf(row), availableCents: row.posted_cents - row.held_cents, currency: row.currency };
  },
  usage: usagePageIn(sql),
  statement: statementPageIn(sql),
});

type AccountRow = {
  account_id: string;
  customer_id: string;
  currency: string;
  posted_cents: bigint;
  held_cents: bigint;
  service_level: ServiceLevel;
  service_down_bits: bigint | null;
  service_up_bits: bigint | null;
  service_reason: ServiceReason;
  service_since: Date;
  service_version: bigint;
  tariff_plan_id: string | null;
  tariff_payer: string | null;
  tariff_limit_cents: bigint | null;
  tariff_used_cents: bigint;
  pool_owner_id: string | null;
  restricted_by_dunning: string | null;
  restricted_by_staff: string | null;
};

const accountOf = (row: AccountRow, bundles: readonly BundleRow[]): AccountView => ({
  accountId: row.account_id,
  customerId: row.customer_id,
  currency: row.currency,
  availableCents: row.posted_cents - row.held_cents,
  heldCents: row.held_cents,
  bundles: bundles.map(bundleOf),
  service: {
    level: row.service_level,
    rate:
      row.service_down_bits === null || row.service_up_bits === null
        ? null
        : { downBitsPerSecond: row.service_down_bits, upBitsPerSecond: row.service_up_bits },
    reason: row.service_reason,
    since: row.service_since,
    version: row.service_version,
  },
  outOfBundle:
    row.tariff_plan_id === null
      ? null
      : {
          planId: row.tariff_plan_id,
          payer: row.tariff_payer ?? "wallet",
          limitCents: row.tariff_limit_cents,
          usedCents: row.tariff_used_cents,
        },
  poolOwnerId: row.pool_owner_id,
  restrictedByDunning: row.restricted_by_dunning,
  restrictedByStaff: row.restricted_by_staff,
});

type BundleRow = {
  bundle_id: string;
  plan_id: string;
  name: string;
  octets_granted: bigint;
  octets_used: bigint;
  octets_expired: bigint;
  rate_down_bits: bigint;
  rate_up_bits: bigint;
  notices_percent: number[];
  activated_at: Date;
  expires_at: Date;
  state: BundleState;
  uncapped: boolean;
  window_open: string | null;
  octets_sent: bigint;
  rolled_over: number;
  source: BundleSource;
  shared: boolean;
};

/** An account without bundles is one row without a bundle. */
const isBundleRow = <T extends Partial<BundleRow>>(row: T): row is T & BundleRow => row.bundle_id !== null;

const bundleOf = (row: BundleRow): BundleView => ({
  bundleId: row.bundle_id,
  planId: row.plan_id,
  name: row.name,
  octetsGranted: row.octets_granted,
  octetsUsed: row.octets_used,
  octetsRemaining: row.octets_granted - row.octets_used - row.octets_expired - row.octets_sent,
  activatedAt: row.activated_at,
  expiresAt: row.expires_at,
  state: row.state,
  rate: { downBitsPerSecond: row.rate_down_bits, upBitsPerSecond: row.rate_up_bits },
  noticesPercent: row.notices_percent,
  uncapped: row.uncapped,
  window: row.window_open,
  octetsSent: row.octets_sent,
  rolledOver: row.rolled_over,
  source: row.source,
  shared: row.shared,
});
