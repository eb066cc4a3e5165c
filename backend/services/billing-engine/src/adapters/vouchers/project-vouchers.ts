import type { Tx } from "@beacom/postgres";
import { asJson } from "#adapters/projections/rows";
import type { Fact } from "#adapters/stored-kind";
import { endOf, partsOfVoucherId, type VoucherEvent } from "#domain/vouchers/voucher";

/** A voucher ends once, so no row is changed twice. */
export async function projectVouchers(tx: Tx, facts: readonly Fact<VoucherEvent>[]): Promise<void> {
  const ends = facts.map(({ id, event }) => ({ ...partsOfVoucherId(id), end: endOf(event) }));
  const rows = ends.map(({ batchId, ordinal, end }) => ({
    batch_id: batchId,
    ordinal,
    ended: end.state,
    ended_at: end.at,
    customer_id: end.state === "redeemed" ? end.customerId : null,
  }));
  await tx`
    update vouchers set ended = change.ended, ended_at = change.ended_at, customer_id = change.customer_id
    from json_to_recordset(${asJson(rows)}::text::json) as change (batch_id text, ordinal integer, ended text,
      ended_at timestamptz, customer_id text)
    where vouchers.batch_id = change.batch_id and vouchers.ordinal = change.ordinal`;
  await tx`
    insert into voucher_ends (batch_id, redeemed, void, expired)
    select * from json_to_recordset(${asJson(countsOf(ends))}::text::json)
      as counted (batch_id text, redeemed integer, void integer, expired integer)
    on conflict (batch_id) do update set redeemed = voucher_ends.redeemed + excluded.redeemed,
      void = voucher_ends.void + excluded.void, expired = voucher_ends.expired + excluded.expired`;
}

type End = { readonly batchId: string; readonly end: { readonly state: "redeemed" | "void" | "expired" } };

function countsOf(ends: readonly End[]) {
  const counts = new Map<string, { batch_id: string; redeemed: number; void: number; expired: number }>();
  for (const { batchId, end } of ends) {
    const count = counts.get(batchId) ?? { batch_id: batchId, redeemed: 0, void: 0, expired: 0 };
    count[end.state]++;
    counts.set(batchId, count);
  }
  return [...counts.values()];
}
