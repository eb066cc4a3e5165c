import type { Tx } from "@beacom/postgres";
import { asJson } from "#adapters/projections/rows";
import type { Fact } from "#adapters/stored-kind";
import { masterOf } from "#domain/resellers/register-reseller";
import { floatChange } from "#domain/resellers/reseller";
import type { ResellerEvent } from "#domain/resellers/reseller-event";

export async function projectResellers(tx: Tx, facts: readonly Fact<ResellerEvent>[]): Promise<void> {
  await register(tx, facts);
  await changeStanding(tx, facts);
  await addRows(tx, facts);
}

async function register(tx: Tx, facts: readonly Fact<ResellerEvent>[]): Promise<void> {
  const rows = facts.flatMap(({ id, event }) =>
    event.type === "ResellerRegistered"
      ? [
          {
            reseller_id: id,
            master_id: masterOf(event.terms),
            currency: event.currency,
            registration_key: event.registrationKey,
            registered_at: event.at,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  await tx`
    insert into resellers (reseller_id, master_id, currency, suspended, float_cents, credit_limit_cents,
      registration_key, registered_at)
    select reseller_id, master_id, currency, false, 0, 0, registration_key, registered_at
    from json_to_recordset(${asJson(rows)}::text::json) as registered (reseller_id text, master_id text, currency text,
      registration_key text, registered_at timestamptz)`;
}

type Standing = { reseller_id: string; float_change: bigint; suspended: boolean | null; credit_limit: bigint | null };

async function changeStanding(tx: Tx, facts: readonly Fact<ResellerEvent>[]): Promise<void> {
  const changes = new Map<string, Standing>();
  for (const { id, event } of facts) {
    const change = changes.get(id) ?? { reseller_id: id, float_change: 0n, suspended: null, credit_limit: null };
    changes.set(id, change);
    if ("entries" in event) change.float_change += floatChange(event.entries);
    if (event.type === "ResellerSuspended") change.suspended = true;
    if (event.type === "ResellerReinstated") change.suspended = false;
    if (event.type === "CreditLimitSet") change.credit_limit = event.creditLimitCents;
  }
  await tx`
    update resellers set float_cents = float_cents + change.float_change,
      suspended = coalesce(change.suspended, resellers.suspended),
      credit_limit_cents = coalesce(change.credit_limit, credit_limit_cents)
    from json_to_recordset(${asJson([...changes.values()])}::text::json) as change (reseller_id text,
      float_change bigint, suspended boolean, credit_limit bigint)
    where resellers.reseller_id = change.reseller_id`;
}

async function addRows(tx: Tx, facts: readonly Fact<ResellerEvent>[]): Promise<void> {
  const rows = facts.flatMap((fact) => rowOf(fact) ?? []);
  if (rows.length === 0) return;
  await tx`
    insert into reseller_rows (reseller_id, position, at, kind, product, reference, sale_key, price_cents,
      commission_cents, float_change_cents, float_after_cents)
    select * from json_to_recordset(${asJson(rows)}::text::json) as row (reseller_id text, position bigint,
      at timestamptz, kind text, product text, reference text, sale_key text, price_cents bigint,
      commission_cents bigint, float_change_cents bigint, float_after_cents bigint)`;
}

function rowOf({ id, position, event }: Fact<ResellerEvent>) {
  if (!("entries" in event)) return undefined;
  const moved = { float_change_cents: floatChange(event.entries), float_after_cents: event.floatAfterCents };
  return { reseller_id: id, position, at: event.at, ...wordsOf(event), ...moved };
}

function wordsOf(event: Extract<ResellerEvent, { readonly entries: unknown }>) {
  switch (event.type) {
    case "FloatPaidIn":
      return { kind: "payment", reference: event.reference, price_cents: 0n, commission_cents: 0n };
    case "FloatPaymentReturned":
      return { kind: "payment-returned", reference: event.reference, price_cents: 0n, commission_cents: 0n };
    case "ResellerSold": {
      const { product, reference, saleKey, priceCents, commissionCents } = event;
      const cents = { price_cents: priceCents, commission_cents: commissionCents };
      return { kind: "sale", product, reference, sale_key: saleKey, ...cents };
    }
    case "MasterCommissionEarned": {
      const { product, resellerId, saleKey, commissionCents } = event;
      const cents = { price_cents: 0n, commission_cents: commissionCents };
      return { kind: "master-commission", product, reference: resellerId, sale_key: saleKey, ...cents };
    }
    case "ResellerRefunded": {
      const { approvalId, saleKey, priceCents, commissionCents } = event;
      const cents = { price_cents: -priceCents, commission_cents: -commissionCents };
      return { kind: "refund", reference: approvalId, sale_key: saleKey, ...cents };
    }
    case "MasterCommissionReturned": {
      const { approvalId, saleKey, commissionCents } = event;
      const cents = { price_cents: 0n, commission_cents: -commissionCents };
      return { kind: "master-commission-returned", reference: approvalId, sale_key: saleKey, ...cents };
    }
    default:
      return event satisfies never;
  }
}
