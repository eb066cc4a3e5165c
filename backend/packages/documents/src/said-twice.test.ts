import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import type { DocumentContent } from "#content/document-content";
import { invoiceContent } from "#content/invoice-content";
import { statementContent } from "#content/statement-content";
import { documentHtml } from "#html/document-html";
import { documentPdf } from "#pdf/document-pdf";
import { anyInvoice, anyStatement } from "#testing/any-document";
import { creditNote, invoiceOf, lineOf, statement, taxInvoice } from "#testing/examples";
import { readHtml } from "#testing/read-html";
import { type PdfNode, readPdf } from "#testing/read-pdf";

const examples = {
  "a tax invoice": invoiceContent(taxInvoice),
  "a copy in Afrikaans": invoiceContent({ ...taxInvoice, isCopy: true, language: "af" }),
  "a credit note": invoiceContent(creditNote),
  "a pro forma of nothing": invoiceContent(invoiceOf([], { form: "pro-forma", recipient: null })),
  "an invoice of two rates": invoiceContent(invoiceOf([lineOf("a", 100n), lineOf("b", 100n, { vatBasisPoints: 0n })])),
  "a statement": statementContent(statement),
} as const;

for (const [name, content] of Object.entries(examples)) {
  test(`the PDF and the page of ${name} say the same in the same order`, () => assertSame(valueOf(content)));
}

test("the PDF and the page of any invoice say the same in the same order", () => {
  fc.assert(
    fc.property(anyInvoice, (invoice) => assertSame(valueOf(invoiceContent(invoice)))),
    { numRuns: 30 },
  );
}, 240_000);

test("the PDF and the page of any statement say the same in the same order", () => {
  fc.assert(
    fc.property(anyStatement, (statement) => assertSame(valueOf(statementContent(statement)))),
    { numRuns: 20 },
  );
}, 240_000);

/** What only screen readers are told is in the page alone; what stands at the foot of each sheet is an artifact in the PDF. */
function assertSame(content: DocumentContent): void {
  const pdf = readPdf(documentPdf(content));
  const unseen = new Set(
    content.parts.filter((part) => part.kind === "totals" || part.captionHidden).map(({ caption }) => caption),
  );
  const page = readHtml(documentHtml(content)).texts.filter((text) => !unseen.has(text));
  assert.equal(page.pop(), content.footer);
  assert.deepEqual(
    leavesOf(pdf.structure)
      .filter((text) => !unseen.has(text))
      .map(lookAlike),
    page.map(lookAlike),
  );
  assert.equal(pdf.unmarked, 0);
  assert.ok(pdf.fontsEmbedded);
  for (const text of pdf.pages.flat()) {
    // The space that a line was broken at hangs over its edge.
    const right = text.text.endsWith(" ") ? text.right - 6 : text.right;
    assert.ok(
      text.left >= 48 && right <= 548 && text.baseline < (text.isArtifact ? 812 : 775),
      `beyond the margin: ${JSON.stringify(text)}`,
    );
  }
}

const leavesOf = (node: PdfNode): string[] =>
  node.children.length === 0 ? [node.text].filter((text) => text !== "") : node.children.flatMap(leavesOf);

/** Two code points that share a glyph are copied as one of them. */
const lookAlike = (text: string): string => text.normalize("NFKC").replace(/\s+/g, " ").trim();
