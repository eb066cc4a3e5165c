import { light } from "#colours";
import type { PaymentContent } from "#content/document-content";
import { type Block, type Canvas, beside, paragraph, space } from "#pdf/block";
import { factList } from "#pdf/facts";
import { contentWidth } from "#pdf/flow";
import { section } from "#pdf/letterhead";
import { type Style, lineHeight } from "#pdf/pen";
import { drawQr } from "#pdf/qr-drawing";
import { type Tag, decoration, element } from "#pdf/tags";
import { qrSymbol } from "#qr";

const padding = 14;
const symbolSide = 92;
const linkStyle: Style = { size: 9.5, weight: "strong", colour: light.deep };
const addressStyle: Style = { size: 8, weight: "regular", colour: light.quiet };

/** By bank on the left, by phone on the right. */
export function paymentBlock(canvas: Canvas, payment: PaymentContent): Block {
  const { link } = payment;
  const inner = contentWidth - 2 * padding;
  const textWidth = link === null ? inner : inner - symbolSide - 24;
  const text = section(canvas, payment.heading, textWidth, [
    factList(canvas, payment.facts, textWidth),
    ...(link === null ? [] : [space(payment.facts.length === 0 ? 0 : 8), linkBlock(canvas, link, textWidth)]),
  ]);
  const content =
    link === null
      ? text
      : beside([
          { left: 0, block: text },
          { left: inner - symbolSide, block: symbolBlock(canvas, link) },
        ]);
  const height = content.height + 2 * padding;
  return {
    height,
    draw({ x, y }, parent) {
      decoration(canvas.doc, parent, () => canvas.doc.roundedRect(x, y, contentWidth, height, 9).fill(light.sunken));
      content.draw({ x: x + padding, y: y + padding }, parent);
    },
  };
}

/** The words and the address itself: on paper a link is only what can be read. */
function linkBlock({ doc, pen }: Canvas, { url, label }: { url: string; label: string }, width: number): Block {
  const address = paragraph({ doc, pen }, { text: url, style: addressStyle, width, tag: "P" });
  const labelHeight = lineHeight(linkStyle);
  return {
    height: labelHeight + address.height,
    draw({ x, y }, parent) {
      element(doc, parent, "P", (paragraphTag) => {
        element(doc, paragraphTag, "Link", (tag) => {
          tag?.add(() => pen.write(label, x, y, linkStyle));
          doc.link(x, y, pen.widthOf(label, linkStyle), labelHeight, url, linkOptions(tag, label));
        });
      });
      address.draw({ x, y: y + labelHeight }, parent);
    },
  };
}

/** A link without contents is announced by its address, letter by letter. pdfkit writes a bare string as a name, a boxed one as text. */
function linkOptions(structParent: Tag, label: string): PDFKit.Mixins.AnnotationOption {
  const options = { structParent, Contents: Object(label) as string };
  return options;
}

function symbolBlock({ doc, pen }: Canvas, { url, scan }: { url: string; scan: string }): Block {
  const caption = paragraph(
    { doc, pen },
    { text: scan, style: addressStyle, width: symbolSide, tag: "Caption", align: "centre" },
  );
  return {
    height: symbolSide + 3 + caption.height,
    draw({ x, y }, parent) {
      decoration(doc, parent, () => doc.roundedRect(x, y, symbolSide, symbolSide, 5).fill("#ffffff"));
      const options = { alt: `${scan}: ${url}`, bbox: [x, y, x + symbolSide, y + symbolSide] as const };
      element(
        doc,
        parent,
        "Figure",
        (tag) => {
          tag?.add(() => drawQr(doc, qrSymbol(url), x, y, symbolSide));
          caption.draw({ x, y: y + symbolSide + 3 }, tag);
        },
        options,
      );
    },
  };
}
