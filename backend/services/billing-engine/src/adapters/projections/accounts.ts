import type { Tx } from "@beacom/postgres";
import { type AccountFact, factsOf } from "#adapters/projections/fact";
import { asJson } from "#adapters/projections/rows";
import { entriesOf } from "#domain/account-event";
import type { ServiceState } from "#domain/service-state";

export async function projectAccounts(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  await openAccounts(tx, facts);
  await changeAccounts(tx, facts);
}

async function openAccounts(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const opened = factsOf(facts, "AccountOpened").map(({ customerId, event }) => ({
    customer_id: customerId,
    account_id: event.accountId,
    currency: event.currency,
    opened_at: event.at,
  }));
  if (opened.length === 0) return;
  await tx`
    insert into accounts (customer_id, account_id, currency, posted_cents, held_cents, service_level, service_reason,
      service_since, service_version, opened_at)
    select customer_id, account_id, currency, 0, 0, 'walled-garden', 'no-bundle', opened_at, 0, opened_at
    from json_to_recordset(${asJson(opened)}::text::json)
      as opened (customer_id text, account_id text, currency text, opened_at timestamptz)`;
}

async function changeAccounts(tx: Tx, facts: readonly AccountFact[]): Promise<void> {
  const changes = new Map<string, { posted: bigint; service: ServiceState | undefined }>();
  for (const { customerId, event } of facts) {
    const change = changes.get(customerId) ?? { posted: 0n, service: undefined };
    for (const entry of entriesOf(event)) if (entry.account === "customer-wallet") change.posted -= entry.amountCents;
    if (event.type === "ServiceStateChanged") change.service = event.service;
    if (change.posted !== 0n || change.service) changes.set(customerId, change);
  }
  if (changes.size === 0) return;
  const rows = [...changes].map(([customerId, { posted, service }]) => ({
    customer_id: customerId,
    posted,
    level: service?.level,
    rate_down: service?.rate?.downBitsPerSecond,
    rate_up: service?.rate?.upBitsPerSecond,
    reason: service?.reason,
    since: service?.since,
    version: service?.version,
  }));
  await tx`
    update accounts set
      posted_cents = posted_cents + change.posted,
      service_level = coalesce(change.level, service_level),
      rate_down_bits = case when change.version is null then rate_down_bits else change.rate_down end,
      rate_up_bits = case when change.version is null then rate_up_bits else change.rate_up end,
      service_reason = coalesce(change.reason, service_reason),
      service_since = coalesce(change.since, service_since),
      service_version = coalesce(change.version, service_version)
    from json_to_recordset(${asJson(rows)}::text::json) as change (customer_id text, posted bigint, level text,
      rate_down bigint, rate_up bigint, reason text, since timestamptz, version bigint)
    where accounts.customer_id = change.customer_id`;
}
