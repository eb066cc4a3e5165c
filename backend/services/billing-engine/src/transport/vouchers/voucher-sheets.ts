import { type VoucherCard, voucherCsv, type VoucherBatch as PrintRun, voucherSheets } from "@beacom/documents";
import { localDate } from "@beacom/time";
import type { VoucherCards } from "#application/vouchers/voucher-cards";
import type { VoucherBatch } from "#domain/vouchers/batch";
import { oneOf } from "#transport/asked";
import { languageAsked } from "#transport/document-files";
import { refusedAs } from "#transport/refusals";
import type { VoucherDoor } from "#transport/vouchers/voucher-door";

type Part = { readonly content: Uint8Array<ArrayBuffer>; readonly mediaType?: string; readonly name?: string };

const mediaTypes = { pdf: "application/pdf", csv: "text/csv; charset=utf-8" };
const octetsPerPart = 64 * 1024;

/**
 * Cards to be cut out, or their data for a print shop, part by part: a batch may be larger than a message. The code is behind the `#` of
 * the address, which no browser sends, so that no server's log ever has it.
 */
export function sheetsOf(
  { publicUrl, supplierNow, zone }: VoucherDoor,
  asked: { readonly format: string; readonly language: string },
): (cards: VoucherCards, batchId: string) => AsyncGenerator<Part> {
  const format = oneOf(["pdf", "csv"], asked.format || "pdf", "format-not-offered");
  const language = languageAsked(asked.language);
  // A card that says nowhere where it is redeemed is worth nothing to who buys it.
  if (publicUrl === null) throw refusedAs("vouchers-not-set-up");
  const redeemUrl = `${publicUrl}/v`;
  return async function* (cards, batchId) {
    const supplier = await supplierNow();
    const shortName = batchId.slice(-8).toUpperCase();
    const run: PrintRun = {
      name: shortName,
      language,
      operatorName: supplier.name,
      redeemAt: redeemUrl.replace(/^https?:\/\//, ""),
      helpContact: supplier.phone,
      issuedOn: localDate(cards.batch.generatedAt, zone),
    };
    const each = cardsOf(cards, { redeemUrl, shortName });
    const octets = format === "pdf" ? voucherSheets(run, each) : asOctets(voucherCsv(run, each));
    let isFirst = true;
    for await (const content of inParts(octets)) {
      yield { content, ...(isFirst && { mediaType: mediaTypes[format], name: `vouchers-${shortName}.${format}` }) };
      isFirst = false;
    }
  };
}

function* cardsOf(
  { batch, planName, codes }: VoucherCards,
  { redeemUrl, shortName }: { redeemUrl: string; shortName: string },
): Generator<VoucherCard> {
  const { faceCents, currency } = batch;
  for (const [index, code] of codes.entries())
    yield {
      serial: `${shortName}-${String(index + 1).padStart(6, "0")}`,
      code,
      redeemUrl: `${redeemUrl}#${code.replaceAll(" ", "")}`,
      worth: planName === null ? { kind: "money", cents: faceCents, currency } : { kind: "bundle", name: planName },
      validUntil: validityOf(batch),
    };
}

const validityOf = ({ expiry }: VoucherBatch): VoucherCard["validUntil"] =>
  expiry.kind === "never" ? null : { yearsFromSale: expiry.years };

async function* asOctets(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const line of lines) yield encoder.encode(line);
}

/** Small pieces together and large ones apart, so that each is a message of a sensible size. */
async function* inParts(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const piece of octets) {
    waiting.push(piece);
    size += piece.length;
    if (size < octetsPerPart) continue;
    yield* cut(waiting);
    [waiting, size] = [[], 0];
  }
  if (size > 0) yield* cut(waiting);
}

const mostOctetsPerPart = 1024 * 1024;

function* cut(pieces: readonly Uint8Array[]): Generator<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(Buffer.concat(pieces));
  for (let from = 0; from < whole.length; from += mostOctetsPerPart) yield whole.slice(from, from + mostOctetsPerPart);
}
