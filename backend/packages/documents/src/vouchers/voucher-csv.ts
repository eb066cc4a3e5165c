import { currencies } from "@beacom/money";
import { type VoucherBatch, type VoucherCard, groupsOfFour } from "#vouchers/voucher-batch";

/** The same cards for a print shop: RFC 4180, every cell quoted, lines ended by CR LF, one line at a time. */
export async function* voucherCsv(
  batch: VoucherBatch,
  cards: Iterable<VoucherCard> | AsyncIterable<VoucherCard>,
): AsyncGenerator<string, void, undefined> {
  yield line(["batch", "serial", "code", "redeem_url", "value", "currency", "bundle", "valid_until", "operator"]);
  for await (const card of cards) {
    const [value, currency, bundle] = worthCells(card);
    // In groups, because a spreadsheet takes sixteen digits for a number and rounds the last ones away.
    const code = groupsOfFour(card.code);
    yield line([
      batch.name,
      card.serial,
      code,
      card.redeemUrl,
      value,
      currency,
      bundle,
      validityCell(card),
      batch.operatorName,
    ]);
  }
}

/** For a print shop's machine: a date, or the years as ISO 8601 writes them. */
function validityCell({ validUntil }: VoucherCard): string {
  if (validUntil === null || typeof validUntil === "string") return validUntil ?? "";
  return `P${validUntil.yearsFromSale}Y`;
}

function worthCells({ worth }: VoucherCard): [value: string, currency: string, bundle: string] {
  if (worth.kind === "bundle") return ["", "", worth.name];
  const { decimals } = currencies[worth.currency];
  const digits = worth.cents.toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  return [decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`, worth.currency, ""];
}

const line = (cells: readonly string[]): string => `${cells.map(cell).join(",")}\r\n`;

/** A spreadsheet runs what begins like a formula; an apostrophe makes it text. Blanks before it are skipped, so they do not hide it. */
function cell(text: string): string {
  const oneLine = text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  const harmless = /^\s*[=+\-@＝＋－＠]/u.test(oneLine) ? `'${oneLine}` : oneLine;
  return `"${harmless.replaceAll('"', '""')}"`;
}
