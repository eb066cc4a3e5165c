import { setImmediate } from "node:timers/promises";
import { shown } from "#content/shown-text";
import { readWebAddress } from "#content/web-address";
import { light } from "#colours";
import { mm, pageSize } from "#pdf/flow";
import { newPdf } from "#pdf/new-pdf";
import { type Pen, type Style, penFor } from "#pdf/pen";
import { type CardSize, drawCard } from "#vouchers/card-drawing";
import { type VoucherBatch, type VoucherCard, groupsOfFour } from "#vouchers/voucher-batch";
import { wordsOf } from "#words/language";

const [columns, rows] = [3, 7];
export const cardsOnSheet = columns * rows;

/**
 * A PDF of A4 sheets to be cut into cards, page by page: however many cards there are, only one sheet of them is in memory. The pages
 * have no structure for screen readers, whose size would grow with the cards; the CSV is what a machine reads.
 */
export async function* voucherSheets(
  batch: VoucherBatch,
  cards: Iterable<VoucherCard> | AsyncIterable<VoucherCard>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const words = wordsOf(batch.language);
  const operatorName = shown(batch.operatorName, 60);
  const batchName = words.batch(shown(batch.name, 40));
  const title = `${words.voucher} · ${batchName}`;
  const doc = newPdf({ title, author: operatorName, locale: words.locale, date: batch.issuedOn }, "stream");
  const pen = penFor(doc);
  let page = 0;
  for await (const sheet of inSheets(cards)) {
    doc.addPage();
    drawCutMarks(doc);
    for (const [index, card] of sheet.entries()) drawCard({ doc, pen }, placeOf(index), cardSize, batch, checked(card));
    const [first, last] = [sheet[0], sheet.at(-1)].map((card) => shown(card?.serial ?? "", 30)) as [string, string];
    drawFoot(pen, sheet.length === 0 ? words.noLines : `${batchName} · ${words.cardsOnPage(first, last, ++page)}`);
    const octets: unknown = doc.read();
    if (octets instanceof Uint8Array) yield octets;
    // A sheet takes some 40 ms: whoever else this process serves gets a turn between two of them.
    await setImmediate();
  }
  doc.end();
  for (let octets: unknown = doc.read(); octets instanceof Uint8Array; octets = doc.read()) yield octets;
}

const side = mm(10);
const cardSize: CardSize = {
  width: (pageSize.width - 2 * side) / columns,
  height: (pageSize.height - 2 * side) / rows,
};

const placeOf = (index: number): { x: number; y: number } => ({
  x: side + (index % columns) * cardSize.width,
  y: side + Math.floor(index / columns) * cardSize.height,
});

/** One empty sheet if there are no cards: a PDF without a page is none. */
async function* inSheets(cards: Iterable<VoucherCard> | AsyncIterable<VoucherCard>): AsyncGenerator<VoucherCard[]> {
  let sheet: VoucherCard[] = [];
  let isFirst = true;
  for await (const card of cards) {
    sheet.push(card);
    if (sheet.length < cardsOnSheet) continue;
    yield sheet;
    sheet = [];
    isFirst = false;
  }
  if (sheet.length > 0 || isFirst) yield sheet;
}

/** A card that cannot be redeemed must not be printed. The code is a secret: the error names the serial. */
function checked(card: VoucherCard): VoucherCard {
  const codeLength = groupsOfFour(card.code).length;
  if (codeLength === 0 || codeLength > 40) throw new Error(`card ${card.serial} has no code that can be printed`);
  if (!readWebAddress(card.redeemUrl).ok) throw new Error(`card ${card.serial} has no address that can be scanned`);
  return card;
}

/** Strokes in the margin to lay a ruler on, and small crosses where four cards meet. */
function drawCutMarks(doc: PDFKit.PDFDocument): void {
  const [near, far, arm] = [mm(3), mm(8), 3];
  const xs = Array.from({ length: columns + 1 }, (_, index) => side + index * cardSize.width);
  const ys = Array.from({ length: rows + 1 }, (_, index) => side + index * cardSize.height);
  for (const x of xs) {
    doc.moveTo(x, near).lineTo(x, far);
    doc.moveTo(x, pageSize.height - near).lineTo(x, pageSize.height - far);
  }
  for (const y of ys) {
    doc.moveTo(near, y).lineTo(far, y);
    doc.moveTo(pageSize.width - near, y).lineTo(pageSize.width - far, y);
  }
  for (const x of xs) {
    for (const y of ys) {
      doc.moveTo(x - arm, y).lineTo(x + arm, y);
      doc.moveTo(x, y - arm).lineTo(x, y + arm);
    }
  }
  doc.lineWidth(0.35).stroke(light.quiet);
}

const footStyle: Style = { size: 6, weight: "regular", colour: light.quiet };

function drawFoot(pen: Pen, text: string): void {
  const width = pen.widthOf(text, footStyle);
  pen.write(text, (pageSize.width - width) / 2, pageSize.height - mm(7.5), footStyle);
}
