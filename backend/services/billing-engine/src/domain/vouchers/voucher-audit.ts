import { imbalances } from "#domain/ledger";
import type { VoucherBatchEvent, VouchersSold } from "#domain/vouchers/batch-event";
import { ordinalsIn } from "#domain/vouchers/ordinals";
import type { VoucherEvent } from "#domain/vouchers/voucher";

/** Checks a batch against the rules, voucher by voucher and not by ranges, so that a mistake in the segments does not hide here too. */
export function batchAuditOf(batchId: string): { readonly see: (event: VoucherBatchEvent) => string[] } {
  let places: string[] = [];
  let faceCents = 0n;
  return {
    see(event) {
      if (event.type === "VoucherBatchGenerated") {
        places = Array.from({ length: event.count }, () => "house");
        faceCents = event.faceCents;
        return [];
      }
      const problems: string[] = [];
      for (const ordinal of ordinalsIn(event.ranges)) {
        const place = places[ordinal - 1];
        const next = nextPlace(event, place);
        if (next === undefined)
          problems.push(
            `${batchId}: ${event.type} happened to voucher ${ordinal}, which is ${place ?? "not of the batch"}`,
          );
        else places[ordinal - 1] = next;
      }
      return event.type === "VouchersSold" ? [...problems, ...saleProblems(batchId, event, faceCents)] : problems;
    },
  };
}

/** A voucher ends once. */
export function voucherAuditOf(id: string): { readonly see: (event: VoucherEvent) => string[] } {
  let ends = 0;
  return {
    see: ({ type, entries }) => [
      ...(++ends > 1 ? [`${id}: ${type} happened to a voucher that had ended`] : []),
      ...unbalanced(id, type, entries),
    ],
  };
}

function nextPlace(
  event: Exclude<VoucherBatchEvent, { type: "VoucherBatchGenerated" }>,
  place: string | undefined,
): string | undefined {
  if (place === undefined || place === "sold" || place === "void") return undefined;
  switch (event.type) {
    case "VouchersPrinted":
      return place === "house" ? "house" : undefined;
    case "VouchersHandedOver":
      return place === "house" ? `with ${event.resellerId}` : undefined;
    case "VouchersTakenBack":
      return place === `with ${event.resellerId}` ? "house" : undefined;
    case "VouchersSold":
      return place === "house" || place === `with ${event.sale.resellerId}` ? "sold" : undefined;
    case "UnsoldVouchersVoided":
      return "void";
    default:
      return event satisfies never;
  }
}

const threeYearsMs = 3 * 365 * 86_400_000;

function saleProblems(batchId: string, { sale, entries, ranges, at, type }: VouchersSold, faceCents: bigint): string[] {
  const vouchers = [...ordinalsIn(ranges)].length;
  const owed = entries.reduce(
    (sum, entry) => (entry.account === "vouchers-outstanding" ? sum - entry.amountCents : sum),
    0n,
  );
  return [
    ...unbalanced(batchId, type, entries),
    ...(owed === faceCents * BigInt(vouchers)
      ? []
      : [`${batchId}: ${sale.saleKey} owes other than its vouchers are worth`]),
    ...(sale.expiresAt && sale.expiresAt.getTime() - at.getTime() < threeYearsMs
      ? [`${batchId}: ${sale.saleKey} is valid for less than three years`]
      : []),
  ];
}

const unbalanced = (of: string, type: string, entries: VouchersSold["entries"]): string[] =>
  imbalances(entries).map(({ cents, currency }) => `${of}: ${type}: the entries are out by ${cents} ${currency} cents`);
