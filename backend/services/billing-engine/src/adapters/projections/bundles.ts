import type { Tx } from "@beacom/postgres";
import { type AccountFact, factsOf } from "#adapters/projections/fact";
import { asJson } from "#adapters/projections/rows";

export async function projectBundles(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  await activateBundles(tx, facts);
  await changeBundles(tx, facts);
}

async function activateBundles(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const activated = factsOf(facts, "BundleActivated").map(({ customerId, event: { plan, ...event } }) => ({
    bundle_id: event.bundleId,
    customer_id: customerId,
    plan_id: plan.planId,
    plan_version: plan.version,
    name: plan.name,
    price_cents: plan.priceCents,
    currency: plan.currency,
    octets_granted: plan.octets,
    octets_used: 0,
    octets_expired: 0,
    rate_down_bits: plan.rate.downBitsPerSecond,
    rate_up_bits: plan.rate.upBitsPerSecond,
    activated_at: event.at,
    expires_at: event.expiresAt,
    state: "active",
    purchase_key: event.purchaseKey,
    payment_id: event.paymentId,
  }));
  if (activated.length === 0) return;
  await tx`
    insert into bundles (bundle_id, customer_id, plan_id, plan_version, name, price_cents, currency, octets_granted,
      octets_used, octets_expired, rate_down_bits, rate_up_bits, activated_at, expires_at, state, purchase_key,
      payment_id, notices_percent)
    select *, '{}' from json_to_recordset(${asJson(activated)}::text::json) as activated (bundle_id text,
      customer_id text, plan_id text, plan_version integer, name text, price_cents bigint, currency text,
      octets_granted bigint, octets_used bigint, octets_expired bigint, rate_down_bits bigint, rate_up_bits bigint,
      activated_at timestamptz, expires_at timestamptz, state text, purchase_key text, payment_id text)`;
}

type Change = { used: bigint; expired: bigint; expires: boolean; notices: number[]; at: Date };

async function changeBundles(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const changes = new Map<string, Change>();
  const changeOf = (bundleId: string, at: Date) => {
    const change = changes.get(bundleId) ?? { used: 0n, expired: 0n, expires: false, notices: [], at };
    changes.set(bundleId, change);
    return change;
  };
  for (const { event } of facts) {
    if (event.type === "UsageCharged") {
      for (const { bundleId, octets } of event.deductions) {
        const change = changeOf(bundleId, event.at);
        change.used += octets;
        change.at = event.at;
      }
    } else if (event.type === "UsageNoticeRaised") {
      changeOf(event.bundleId, event.at).notices.push(event.percent);
    } else if (event.type === "BundleExpired") {
      const change = changeOf(event.bundleId, event.at);
      change.expired += event.octetsExpired;
      change.expires = true;
      change.at = event.at;
    }
  }
  if (changes.size === 0) return;
  const rows = [...changes].map(([bundleId, { notices, ...change }]) => ({
    bundle_id: bundleId,
    ...change,
    notices: `{${notices.join(",")}}`,
  }));
  // A bundle is closed once, by the last event that uses it or by its expiry.
  await tx`
    update bundles set
      octets_used = octets_used + change.used,
      octets_expired = octets_expired + change.expired,
      notices_percent = notices_percent || change.notices::integer[],
      state = case when change.expires then 'expired'
        when octets_used + change.used = octets_granted then 'used-up' else state end,
      closed_at = case when state = 'active' and (change.expires or octets_used + change.used = octets_granted)
        then change.at else closed_at end
    from json_to_recordset(${asJson(rows)}::text::json)
      as change (bundle_id text, used bigint, expired bigint, expires boolean, notices text, at timestamptz)
    where bundles.bundle_id = change.bundle_id`;
}
