import { arrayLiteral, type Tx } from "@beacom/postgres";
import { type AccountFact, factsOf } from "#adapters/projections/fact";
import { asJson } from "#adapters/projections/rows";
import { type AccountEventOf, entriesOf } from "#domain/account-event";
import { bundleName } from "#application/views";
import { windowText } from "#domain/usage-window";

export async function projectBundles(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  await activateBundles(tx, facts);
  await changeBundles(tx, facts);
}

async function activateBundles(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const activated = factsOf(facts, "BundleActivated", "DataReceived").map(({ id, event }) => {
    const { plan, order, bundleId, expiresAt, at } = event;
    const allowance = plan.allowances[order];
    return {
      bundle_id: bundleId,
      customer_id: id,
      plan_id: plan.planId,
      plan_version: plan.version,
      plan_order: order,
      name: bundleName(plan, order),
      window_open: allowance?.window ? windowText(allowance.window) : null,
      zone: allowance?.window ? plan.zone : null,
      uncapped: allowance?.octets === null,
      shared: plan.members > 0,
      rolled_over: 0,
      rate_down_bits: plan.rate.downBitsPerSecond,
      rate_up_bits: plan.rate.upBitsPerSecond,
      activated_at: at,
      expires_at: expiresAt,
      ...paidFor(event),
    };
  });
  if (activated.length === 0) return;
  await tx`
    insert into bundles (bundle_id, customer_id, plan_id, plan_version, plan_order, name, window_open, zone, uncapped,
      shared, rolled_over, rate_down_bits, rate_up_bits, activated_at, expires_at, source, price_cents, currency,
      octets_granted, purchase_key, payment_id, octets_used, octets_expired, octets_sent, state, notices_percent)
    select activated.*, 0, 0, 0, 'active', '{}'
    from json_to_recordset(${asJson(activated)}::text::json) as activated (bundle_id text, customer_id text, plan_id text,
      plan_version integer, plan_order integer, name text, window_open text, zone text, uncapped boolean,
      shared boolean, rolled_over integer, rate_down_bits bigint, rate_up_bits bigint, activated_at timestamptz,
      expires_at timestamptz, source text, price_cents bigint, currency text, octets_granted bigint, purchase_key text,
      payment_id text)`;
}

function paidFor(event: AccountEventOf<"BundleActivated" | "DataReceived">) {
  const { plan } = event;
  const currency = entriesOf(event)[0]?.currency ?? plan.prices[0]?.currency;
  if (event.type === "DataReceived") {
    const purchase_key = `transfer:${event.transferId}`;
    const rolled_over = event.rolledOver;
    return {
      source: "transfer",
      price_cents: 0,
      currency,
      octets_granted: event.octets,
      purchase_key,
      payment_id: null,
      rolled_over,
    };
  }
  const { source, priceCents, octetsGranted, purchaseKey, paymentId } = event;
  return {
    source,
    price_cents: priceCents,
    currency,
    octets_granted: octetsGranted,
    purchase_key: purchaseKey,
    payment_id: paymentId,
  };
}

type Change = {
  used: bigint;
  expired: bigint;
  sent: bigint;
  expires: boolean;
  rolled: number;
  expiresAt?: Date;
  notices: number[];
  at: Date;
};
type Changes = readonly (readonly [string, Change])[];

async function changeBundles(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const changes = [...changesIn(facts)];
  await Promise.all([
    useBundles(
      tx,
      changes.filter(([, change]) => isUseAlone(change)),
    ),
    changeTerms(
      tx,
      changes.filter(([, change]) => !isUseAlone(change)),
    ),
  ]);
}

function changesIn(facts: readonly AccountFact[]): Map<string, Change> {
  const changes = new Map<string, Change>();
  const changeOf = (bundleId: string, at: Date) => {
    const change = changes.get(bundleId) ?? {
      used: 0n,
      expired: 0n,
      sent: 0n,
      expires: false,
      rolled: 0,
      notices: [],
      at,
    };
    changes.set(bundleId, change);
    return change;
  };
  for (const { event } of facts) {
    if (event.type === "UsageCharged" || event.type === "SharedUsageCharged") {
      for (const { bundleId, octets } of event.deductions) {
        const change = changeOf(bundleId, event.at);
        change.used += octets;
        change.at = event.at;
      }
    } else if (event.type === "UsageNoticeRaised") {
      changeOf(event.bundleId, event.at).notices.push(event.percent);
    } else if (event.type === "DataSent") {
      const change = changeOf(event.bundleId, event.at);
      change.sent += event.octets;
      change.at = event.at;
    } else if (event.type === "BundleRolledOver") {
      const change = changeOf(event.bundleId, event.at);
      change.rolled++;
      change.expiresAt = event.expiresAt;
    } else if (event.type === "BundleExpired") {
      const change = changeOf(event.bundleId, event.at);
      change.expired += event.octetsExpired;
      change.expires = true;
      change.at = event.at;
    }
  }
  return changes;
}

const isUseAlone = ({ expires, expired, sent, rolled, notices }: Change): boolean =>
  !expires && expired === 0n && sent === 0n && rolled === 0 && notices.length === 0;

/** Nearly all changes are of use alone, and come with every report. A bundle is closed once, by the use that leaves nothing of it. */
async function useBundles(tx: Tx, changes: Changes): Promise<void> {
  if (changes.length === 0) return;
  await tx`
    update bundles set
      octets_used = octets_used + change.used,
      state = case when octets_used + change.used + octets_sent = octets_granted then 'used-up' else state end,
      closed_at = case when state = 'active' and octets_used + change.used + octets_sent = octets_granted
        then change.at else closed_at end
    from unnest(
      ${arrayLiteral(changes.map(([bundleId]) => bundleId))}::text[],
      ${arrayLiteral(changes.map(([, { used }]) => used))}::bigint[],
      ${arrayLiteral(changes.map(([, { at }]) => at))}::timestamptz[]
    ) as change (bundle_id, used, at)
    where bundles.bundle_id = change.bundle_id`;
}

async function changeTerms(tx: Tx, changes: Changes): Promise<void> {
  if (changes.length === 0) return;
  const changed = changes.map(([, change]) => change);
  // A bundle is closed once, by the last event that uses it or sends it away, or by its expiry.
  await tx`
    update bundles set
      octets_used = octets_used + change.used,
      octets_expired = octets_expired + change.expired,
      octets_sent = octets_sent + change.sent,
      rolled_over = rolled_over + change.rolled,
      expires_at = coalesce(change.new_end, expires_at),
      notices_percent = notices_percent || change.notices::integer[],
      state = case when change.expires then 'expired'
        when octets_used + change.used + octets_sent + change.sent = octets_granted
          then case when octets_used + change.used > 0 then 'used-up' else 'sent' end
        else state end,
      closed_at = case when state = 'active' and (change.expires
          or octets_used + change.used + octets_sent + change.sent = octets_granted)
        then change.at else closed_at end
    from unnest(
      ${arrayLiteral(changes.map(([bundleId]) => bundleId))}::text[],
      ${arrayLiteral(changed.map(({ used }) => used))}::bigint[],
      ${arrayLiteral(changed.map(({ expired }) => expired))}::bigint[],
      ${arrayLiteral(changed.map(({ sent }) => sent))}::bigint[],
      ${arrayLiteral(changed.map(({ expires }) => expires))}::boolean[],
      ${arrayLiteral(changed.map(({ rolled }) => rolled))}::integer[],
      ${arrayLiteral(changed.map(({ expiresAt }) => expiresAt))}::timestamptz[],
      ${arrayLiteral(changed.map(({ notices }) => arrayLiteral(notices)))}::text[],
      ${arrayLiteral(changed.map(({ at }) => at))}::timestamptz[]
    ) as change (bundle_id, used, expired, sent, expires, rolled, new_end, notices, at)
    where bundles.bundle_id = change.bundle_id`;
}
