import { light } from "#colours";
import type { DocumentContent } from "#content/document-content";
import { type Canvas, paragraph } from "#pdf/block";
import { contentWidth, drawFooters, flowOn } from "#pdf/flow";
import { headingBlock, partiesBlock, section, standingBlock } from "#pdf/letterhead";
import { newPdf } from "#pdf/new-pdf";
import { paymentBlock } from "#pdf/payment";
import { type Style, penFor } from "#pdf/pen";
import { placeTable } from "#pdf/table";
import { totalsBlock } from "#pdf/totals";
import { wordsOf } from "#words/language";

/** A tagged PDF 1.7, A4. The same content gives the same octets. */
export function documentPdf(content: DocumentContent): Uint8Array {
  const words = wordsOf(content.language);
  const doc = newPdf(
    { title: content.title, author: content.issuer.name, locale: words.locale, date: content.issuedOn },
    "whole",
  );
  const canvas: Canvas = { doc, pen: penFor(doc) };
  const flow = flowOn(canvas, words.continued(content.title));
  const root = doc.struct("Document");
  doc.addStructure(root);

  flow.place(headingBlock(canvas, content, contentWidth), root);
  flow.skip(14);
  flow.place(standingBlock(canvas, content, contentWidth), root);
  flow.skip(18);
  flow.place(partiesBlock(canvas, content, contentWidth), root);
  flow.skip(20);
  for (const [index, part] of content.parts.entries()) {
    const next = content.parts[index + 1];
    const totals = next?.kind === "totals" ? totalsBlock(canvas, next).height + 8 : 0;
    if (part.kind === "table") placeTable(canvas, flow, root, part, totals);
    else flow.place(totalsBlock(canvas, part), root);
    flow.skip(part.kind === "table" && totals > 0 ? 8 : 16);
  }
  if (content.payment !== null) {
    flow.place(paymentBlock(canvas, content.payment), root);
    flow.skip(16);
  }
  if (content.notes !== null) placeNotes(content.notes);
  root.end();
  drawFooters(canvas, content.footer, words.pageOf);
  return octetsOf(doc);

  function placeNotes({ heading, paragraphs }: NonNullable<DocumentContent["notes"]>): void {
    const blocks = paragraphs.map((text) =>
      paragraph(canvas, { text, style: noteStyle, width: contentWidth * 0.8, tag: "P" }),
    );
    const [first, ...rest] = blocks;
    flow.place(section(canvas, heading, contentWidth, first === undefined ? [] : [first]), root);
    for (const block of rest) {
      flow.skip(4);
      flow.place(block, root);
    }
  }
}

const noteStyle: Style = { size: 8.5, weight: "regular", colour: light.ink };

function octetsOf(doc: PDFKit.PDFDocument): Uint8Array {
  doc.end();
  const octets: unknown = doc.read();
  if (!(octets instanceof Uint8Array)) throw new Error("the PDF is empty");
  return octets;
}
