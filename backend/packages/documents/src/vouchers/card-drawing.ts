import { light } from "#colours";
import { shown } from "#content/shown-text";
import type { Canvas, Place } from "#pdf/block";
import { type Style, lineHeight } from "#pdf/pen";
import { drawQr } from "#pdf/qr-drawing";
import { qrSymbol } from "#qr";
import { type VoucherBatch, type VoucherCard, groupsOfFour } from "#vouchers/voucher-batch";
import { dateText } from "#words/dates";
import { amountText } from "#words/figures";
import { wordsOf } from "#words/language";

export type CardSize = { readonly width: number; readonly height: number };

const padding = 9;
const symbolSide = 60;
const operatorStyle: Style = { size: 7.5, weight: "strong", colour: light.deep };
const smallStyle: Style = { size: 6, weight: "regular", colour: light.quiet };
const serialStyle: Style = { ...smallStyle, figures: true };
const validStyle: Style = { size: 6.5, weight: "regular", colour: light.ink };
const worthStyle: Style = { size: 15, weight: "strong", colour: light.ink, figures: true };
const codeStyle: Style = { size: 13.5, weight: "strong", colour: light.ink, figures: true };

/** Who sells it and its number above; what to scan, what it is worth and how to use it; the code along the foot. */
export function drawCard(
  canvas: Canvas,
  { x, y }: Place,
  size: CardSize,
  batch: VoucherBatch,
  card: VoucherCard,
): void {
  const { doc, pen } = canvas;
  const words = wordsOf(batch.language);
  const [left, width] = [x + padding, size.width - 2 * padding];

  const serial = words.cardSerial(shown(card.serial, 24));
  const serialWidth = pen.widthOf(serial, serialStyle);
  write(canvas, shown(batch.operatorName, 60), left, y + padding - 2, operatorStyle, width - serialWidth - 6, 1);
  pen.write(serial, left + width - serialWidth, y + padding - 1, serialStyle);

  const middle = y + padding + 12;
  // The symbol's own quiet margin stands in for a distance to the card's edge.
  drawQr(doc, qrSymbol(card.redeemUrl), left - 6, middle, symbolSide + 6);
  const [textLeft, textWidth] = [left + symbolSide + 4, width - symbolSide - 4];
  let top = middle + 3;
  const worth = worthText(card, batch);
  top += write(canvas, worth, textLeft, top, fitting(canvas, worth, worthStyle, textWidth, 9), textWidth, 2);
  top += write(canvas, validityText(card, batch), textLeft, top + 1, validStyle, textWidth, 2) + 1;
  top += write(canvas, words.scanOrEnter(shown(batch.redeemAt, 60)), textLeft, top + 2, smallStyle, textWidth, 3) + 2;
  if (batch.helpContact !== null) {
    write(canvas, words.help(shown(batch.helpContact, 40)), textLeft, top, smallStyle, textWidth, 1);
  }

  const code = groupsOfFour(card.code);
  const style = fitting(canvas, code, codeStyle, width, 6);
  pen.write(code, left, y + size.height - padding + 3 - lineHeight(style), style);
}

function validityText({ validUntil }: VoucherCard, { language }: VoucherBatch): string {
  const words = wordsOf(language);
  if (validUntil === null) return words.validUntilRedeemed;
  if (typeof validUntil === "string") return words.validUntil(dateText(validUntil, language));
  return words.validYearsFromSale(validUntil.yearsFromSale);
}

function worthText({ worth }: VoucherCard, { language }: VoucherBatch): string {
  return worth.kind === "money" ? amountText(worth.cents, worth.currency, language) : shown(worth.name, 60);
}

/** As large as the style says, or smaller by halves of a point until the text fits. */
function fitting({ pen }: Canvas, text: string, style: Style, width: number, least: number): Style {
  let { size } = style;
  while (size > least && pen.widthOf(text, { ...style, size }) > width) size -= 0.5;
  return { ...style, size };
}

/** At most so many lines; the last one says with an ellipsis that there was more. Answers the height. */
function write({ pen }: Canvas, text: string, x: number, y: number, style: Style, width: number, most: number): number {
  const lines = pen.linesOf(text, style, width);
  const kept = lines.slice(0, most);
  if (lines.length > most) {
    const ellipsis = pen.widthOf("…", style);
    kept[most - 1] = `${pen.linesOf(kept[most - 1] ?? "", style, width - ellipsis)[0]}…`;
  }
  for (const [index, line] of kept.entries()) pen.write(line, x, y + index * lineHeight(style), style);
  return kept.length * lineHeight(style);
}
