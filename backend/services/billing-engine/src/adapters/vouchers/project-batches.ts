import type { Tx } from "@beacom/postgres";
import { asJson } from "#adapters/projections/rows";
import type { Fact } from "#adapters/stored-kind";
import type { VoucherBatchEvent, VoucherBatchGenerated } from "#domain/vouchers/batch-event";
import type { CustodyState } from "#domain/vouchers/custody";
import type { OrdinalRange } from "#domain/vouchers/ordinals";
import { piecesOf, replace, type SegmentOf } from "#domain/vouchers/segments";
import { base32Length } from "#domain/vouchers/voucher-code";

/** A batch changes a few times a day: one event after the other. */
export async function projectBatches(tx: Tx, facts: readonly Fact<VoucherBatchEvent>[]): Promise<void> {
  for (const { id, event } of facts) {
    if (event.type === "VoucherBatchGenerated") await generate(tx, id, event);
    else await moveVouchers(tx, id, event);
  }
}

async function generate(tx: Tx, batchId: string, event: VoucherBatchGenerated): Promise<void> {
  const { value, expiry, codes, count } = event;
  const plan = value.kind === "plan" ? value : { planId: null, planVersion: null };
  const expires = expiry.kind === "never" ? { years: null, resaleDays: null } : expiry;
  await tx`
    insert into voucher_batches (batch_id, plan_id, plan_version, face_cents, sale_price_cents, currency, count,
      reseller_id, expires_after_years, resale_days, alphabet, code_length, generation_key, generated_by, generated_at,
      generated, printed, handed_over, sold, void)
    values (${batchId}, ${plan.planId}, ${plan.planVersion}, ${event.faceCents}, ${event.salePriceCents},
      ${event.currency}, ${count}, ${event.resellerId}, ${expires.years}, ${expires.resaleDays}, ${codes.alphabet},
      ${codes.alphabet === "digits" ? codes.length : base32Length}, ${event.generationKey}, ${event.by}, ${event.at},
      ${count}, 0, 0, 0, 0)`;
  await tx`
    insert into voucher_ranges (batch_id, first_ordinal, last_ordinal, state)
    values (${batchId}, 1, ${count}, 'generated')`;
}

type Move = Exclude<VoucherBatchEvent, { type: "VoucherBatchGenerated" }>;
type Place = {
  readonly state: CustodyState;
  readonly reseller_id: string | null;
  readonly sale_key: string | null;
  readonly sold_at: Date | null;
  readonly expires_at: Date | null;
};

async function moveVouchers(tx: Tx, batchId: string, event: Move): Promise<void> {
  const before = await segmentsAround(tx, batchId, event.ranges);
  const after = [...before];
  const custody = placeOf(event);
  for (const { first, last } of event.ranges) replace(after, { first, last, custody }, areSame);
  const kept = new Set(after);
  const gone = before.filter((segment) => !kept.has(segment)).map(({ first }) => first);
  const known = new Set(before);
  const added = after.filter((segment) => !known.has(segment));
  const rows = added.map(({ first, last, custody: place }) => ({
    batch_id: batchId,
    first_ordinal: first,
    last_ordinal: last,
    ...place,
  }));
  await tx`delete from voucher_ranges where batch_id = ${batchId} and first_ordinal = any(${gone}::integer[])`;
  await tx`
    insert into voucher_ranges (batch_id, first_ordinal, last_ordinal, state, reseller_id, sale_key, sold_at, expires_at)
    select * from json_to_recordset(${asJson(rows)}::text::json) as added (batch_id text, first_ordinal integer,
      last_ordinal integer, state text, reseller_id text, sale_key text, sold_at timestamptz, expires_at timestamptz)`;
  const change = changeOf(before, event.ranges, custody.state);
  await tx`
    update voucher_batches set generated = generated + ${change.generated}, printed = printed + ${change.printed},
      handed_over = handed_over + ${change["handed-over"]}, sold = sold + ${change.sold}, void = void + ${change.void}
    where batch_id = ${batchId}`;
}

/** The segments that the ranges touch, and their neighbours, which may become one with them. */
async function segmentsAround(tx: Tx, batchId: string, ranges: readonly OrdinalRange[]): Promise<SegmentOf<Place>[]> {
  const rows = await tx<(Place & { first_ordinal: number; last_ordinal: number })[]>`
    select distinct held.first_ordinal, held.last_ordinal, held.state, held.reseller_id, held.sale_key, held.sold_at,
      held.expires_at
    from unnest(${ranges.map(({ first }) => first)}::integer[], ${ranges.map(({ last }) => last)}::integer[])
      as moved (first, last)
    cross join lateral (
      select coalesce(max(first_ordinal), 1) as from_ordinal from voucher_ranges
      where batch_id = ${batchId} and first_ordinal < moved.first) as start
    join voucher_ranges as held on held.batch_id = ${batchId}
      and held.first_ordinal between start.from_ordinal and moved.last + 1
    order by held.first_ordinal`;
  return rows.map(({ first_ordinal: first, last_ordinal: last, ...custody }) => ({ first, last, custody }));
}

function placeOf(event: Move): Place {
  const nowhere = { reseller_id: null, sale_key: null, sold_at: null, expires_at: null };
  switch (event.type) {
    case "VouchersPrinted":
    case "VouchersTakenBack":
      return { ...nowhere, state: "printed" };
    case "VouchersHandedOver":
      return { ...nowhere, state: "handed-over", reseller_id: event.resellerId };
    case "UnsoldVouchersVoided":
      return { ...nowhere, state: "void" };
    case "VouchersSold": {
      const { resellerId, saleKey, soldAt, expiresAt } = event.sale;
      return { state: "sold", reseller_id: resellerId, sale_key: saleKey, sold_at: soldAt, expires_at: expiresAt };
    }
    default:
      return event satisfies never;
  }
}

const areSame = (a: Place, b: Place): boolean =>
  a.state === b.state && a.state !== "sold" && a.reseller_id === b.reseller_id;

function changeOf(
  before: readonly SegmentOf<Place>[],
  ranges: readonly OrdinalRange[],
  state: CustodyState,
): Record<CustodyState, number> {
  const change = { generated: 0, printed: 0, "handed-over": 0, sold: 0, void: 0 };
  for (const range of ranges)
    for (const { first, last, custody } of piecesOf(before, range)) {
      change[custody.state] -= last - first + 1;
      change[state] += last - first + 1;
    }
  return change;
}
