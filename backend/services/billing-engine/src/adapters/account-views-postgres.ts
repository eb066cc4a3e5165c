import type { Sql } from "@beacom/postgres";
import { statementPageIn } from "#adapters/statement-page-postgres";
import { usagePageIn } from "#adapters/usage-page-postgres";
import type { AccountView, AccountViews, BundleView } from "#application/views";
import type { BundleState } from "#domain/bundle";
import type { ServiceLevel, ServiceReason } from "#domain/service-state";

const endedBundlesShown = 10;

/** The projections as answers. They are written with the events, so whatever was acknowledged is in them. */
export const accountViewsIn = (sql: Sql): AccountViews => ({
  account(customerId) {
    // One snapshot for both: a bundle just bought and the wallet before it was paid would not fit together.
    return sql.begin("isolation level repeatable read read only", async (tx) => {
      const [accounts, active, ended] = await Promise.all([
        tx<AccountRow[]>`select * from accounts where customer_id = ${customerId}`,
        tx<BundleRow[]>`
          select * from bundles where customer_id = ${customerId} and state = 'active'
          order by expires_at, activated_at, bundle_id`,
        tx<BundleRow[]>`
          select * from bundles where customer_id = ${customerId} and state <> 'active'
          order by closed_at desc, bundle_id desc limit ${endedBundlesShown}`,
      ]);
      return accounts[0] && accountOf(accounts[0], [...active, ...ended]);
    });
  },
  async purchase(customerId, purchaseKey) {
    const [row] = await sql<(BundleRow & AccountRow)[]>`
      select bundles.*, posted_cents, held_cents from bundles join accounts using (customer_id)
      where customer_id = ${customerId} and purchase_key = ${purchaseKey}`;
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
  rate_down_bits: bigint | null;
  rate_up_bits: bigint | null;
  service_reason: ServiceReason;
  service_since: Date;
  service_version: bigint;
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
      row.rate_down_bits === null || row.rate_up_bits === null
        ? null
        : { downBitsPerSecond: row.rate_down_bits, upBitsPerSecond: row.rate_up_bits },
    reason: row.service_reason,
    since: row.service_since,
    version: row.service_version,
  },
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
};

const bundleOf = (row: BundleRow): BundleView => ({
  bundleId: row.bundle_id,
  planId: row.plan_id,
  name: row.name,
  octetsGranted: row.octets_granted,
  octetsUsed: row.octets_used,
  octetsRemaining: row.octets_granted - row.octets_used - row.octets_expired,
  activatedAt: row.activated_at,
  expiresAt: row.expires_at,
  state: row.state,
  rate: { downBitsPerSecond: row.rate_down_bits, upBitsPerSecond: row.rate_up_bits },
  noticesPercent: row.notices_percent,
});
