import { light } from "#colours";
import type { DocumentContent, PartyContent } from "#content/document-content";
import { type Block, type Canvas, beside, paragraph, space, stack } from "#pdf/block";
import { factList } from "#pdf/facts";
import { type Style, lineHeight } from "#pdf/pen";
import { decoration, element } from "#pdf/tags";

const issuerStyle: Style = { size: 14, weight: "strong", colour: light.ink };
const headingStyle: Style = { size: 21, weight: "strong", colour: light.ink };
const serialStyle: Style = { size: 10.5, weight: "regular", colour: light.quiet };
const markStyle: Style = { size: 11, weight: "strong", colour: light.deep };
const sentenceStyle: Style = { size: 14, weight: "strong", colour: light.ink };
const remarkStyle: Style = { size: 9, weight: "regular", colour: light.quiet };
export const sectionStyle: Style = { size: 8.5, weight: "strong", colour: light.quiet };
const whoStyle: Style = { size: 9.5, weight: "strong", colour: light.ink };
const plainStyle: Style = { size: 8.5, weight: "regular", colour: light.ink };

/** Who, what, and which: on the first page only. */
export function headingBlock(canvas: Canvas, content: DocumentContent, width: number): Block {
  const [left, right] = [width * 0.42, width * 0.54];
  const heading = stack([
    paragraph(canvas, { text: content.heading, style: headingStyle, width: right, tag: "H1", align: "right" }),
    ...(content.serial === null
      ? []
      : [paragraph(canvas, { text: content.serial, style: serialStyle, width: right, tag: "P", align: "right" })]),
    ...(content.mark === null ? [] : [space(6), markBlock(canvas, content.mark, right)]),
  ]);
  const issuer = paragraph(canvas, { text: content.issuer.name, style: issuerStyle, width: left, tag: "P" });
  return beside([
    { left: 0, block: stack([space(6), issuer]) },
    { left: width - right, block: heading },
  ]);
}

/** The word in a frame, so that it is seen also on a black and white print. */
function markBlock({ doc, pen }: Canvas, mark: string, width: number): Block {
  const inner = pen.widthOf(mark, markStyle);
  const text = paragraph({ doc, pen }, { text: mark, style: markStyle, width: inner + 1, tag: "P" });
  const [frameWidth, frameHeight] = [inner + 20, text.height + 6];
  return {
    height: frameHeight,
    draw({ x, y }, parent) {
      const left = x + width - frameWidth;
      decoration(doc, parent, () => {
        doc
          .roundedRect(left + 0.75, y + 0.75, frameWidth - 1.5, frameHeight - 1.5, 5)
          .lineWidth(1.5)
          .stroke(light.deep);
      });
      text.draw({ x: left + 10, y: y + 3 }, parent);
    },
  };
}

/** The one thing in the brand's colour: what the reader opened the document for. */
export function standingBlock(canvas: Canvas, content: DocumentContent, width: number): Block {
  const text = stack([
    paragraph(canvas, { text: content.standing, style: sentenceStyle, width: width - 14, tag: "P" }),
    ...content.remarks.map((remark) =>
      paragraph(canvas, { text: remark, style: remarkStyle, width: width - 14, tag: "P" }),
    ),
  ]);
  return {
    height: text.height + 8,
    draw({ x, y }, parent) {
      decoration(canvas.doc, parent, () => canvas.doc.rect(x, y, 3.5, text.height + 8).fill(light.beacon));
      text.draw({ x: x + 14, y: y + 4 }, parent);
    },
  };
}

export function partiesBlock(canvas: Canvas, content: DocumentContent, width: number): Block {
  const gap = 22;
  const third = (width - 2 * gap) / 3;
  const columns = [
    partyBlock(canvas, content.issuer, third),
    ...(content.recipient === null ? [] : [partyBlock(canvas, content.recipient, third)]),
    section(canvas, content.details.heading, third, [factList(canvas, content.details.facts, third)]),
  ];
  return beside(columns.map((block, index) => ({ left: index * (third + gap), block })));
}

const partyBlock = (canvas: Canvas, party: PartyContent, width: number): Block =>
  section(canvas, party.heading, width, [
    paragraph(canvas, { text: party.name, style: whoStyle, width, tag: "P" }),
    ...party.lines.map((text) => paragraph(canvas, { text, style: plainStyle, width, tag: "P" })),
    ...(party.facts.length === 0 ? [] : [space(lineHeight(plainStyle) / 3), factList(canvas, party.facts, width)]),
  ]);

export function section(canvas: Canvas, heading: string, width: number, blocks: readonly Block[]): Block {
  const content = stack([
    paragraph(canvas, { text: heading, style: sectionStyle, width, tag: "H2" }),
    space(3),
    ...blocks,
  ]);
  return {
    height: content.height,
    draw: (at, parent) => element(canvas.doc, parent, "Sect", (tag) => content.draw(at, tag)),
  };
}
