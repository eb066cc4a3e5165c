import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { invoiceContent } from "#content/invoice-content";
import type { InvoiceDocument } from "#content/invoice-document";
import { documentPdf } from "#pdf/document-pdf";
import { hostile } from "#testing/any-document";
import { invoiceOf, lineOf, november, taxInvoice, umoja } from "#testing/examples";
import { type PdfNode, type ReadPdf, readPdf } from "#testing/read-pdf";

const drawn = (invoice: InvoiceDocument): ReadPdf => readPdf(documentPdf(valueOf(invoiceContent(invoice))));
const all = (node: PdfNode, type: string): PdfNode[] => [
  ...(node.type === type ? [node] : []),
  ...node.children.flatMap((child) => all(child, type)),
];
const printed = (pdf: ReadPdf, page: number): string => pdf.pages[page]?.map(({ text }) => text).join(" ") ?? "";

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

const longDescription =
  "Uncapped fibre at the second building of the cooperative, with a router that we look after and a static address";
const twoHundredLines = invoiceOf(
  Array.from({ length: 200 }, (_, index) => {
    const description = index % 7 === 3 ? `${longDescription} (${index + 1})` : `Service ${index + 1}`;
    return lineOf(description, BigInt(1_000 + index * 731), index % 5 === 0 ? { vatBasisPoints: 0n } : {});
  }),
);

test("a screen reader is told the language, the title and what is a heading, a table, a list and a link", () => {
  const pdf = drawn(taxInvoice);
  assert.equal(pdf.lang, "en-ZA");
  assert.equal(pdf.title, "Tax Invoice INV-2026-000418");
  assert.ok(pdf.isMarked);
  assert.equal(pdf.structure.type, "Document");
  assert.deepEqual(
    all(pdf.structure, "H1").map(({ text }) => text),
    ["Tax Invoice"],
  );
  assert.deepEqual(
    all(pdf.structure, "H2").map(({ text }) => text),
    ["From", "Billed to", "Details", "How to pay", "Notes"],
  );
  assert.deepEqual(
    all(pdf.structure, "Link").map(({ text }) => text),
    ["Pay online"],
  );
  assert.deepEqual(
    all(pdf.structure, "Figure").map(({ alt }) => alt),
    ["Scan to pay: https://pay.umoja.example/i/7Q2M4K9T"],
  );
  const [lines, totals] = all(pdf.structure, "Table");
  assert.deepEqual(
    all(lines!, "TH").map(({ text, scope }) => [text, scope]),
    ["Description", "Quantity", "Excl. VAT", "Rate", "VAT", "Total"].map((text) => [text, "Column"]),
  );
  assert.deepEqual(
    all(totals!, "TR").map((row) => row.children.map(({ type, scope, text }) => [type, scope, text])),
    [
      ["Total excl. VAT", "R1,520.87"],
      ["VAT 15%", "R228.13"],
      ["Total", "R1,749.00"],
      ["Paid", "R250.00"],
      ["Amount due", "R1,499.00"],
    ].map(([label, amount]) => [
      ["TH", "Row", label],
      ["TD", undefined, amount],
    ]),
  );
  assert.equal(pdf.unmarked, 0);
});

test("every page of a long invoice repeats the table's head and says which page it is", () => {
  const pdf = drawn(twoHundredLines);
  const { length } = pdf.pages;
  assert.ok(length > 3);
  for (let page = 0; page < length; page++) {
    assert.ok(printed(pdf, page).includes(`Page ${page + 1} of ${length}`));
    assert.ok(printed(pdf, page).includes("Description"), `page ${page + 1}`);
    if (page > 0) assert.ok(printed(pdf, page).includes("Tax Invoice INV-2026-000418, continued"));
  }
  const [lines] = all(pdf.structure, "Table");
  assert.equal(all(lines!, "THead").length, 1, "to a screen reader it is one table with one head");
  assert.equal(all(lines!, "TR").length, 201);
});

test("no row is divided between pages, and the totals stay with each other and with the last row", () => {
  // Around where the first page is full, and where the second is.
  for (const count of [...range(8, 22), ...range(34, 48)]) {
    const { lines } = twoHundredLines;
    const pdf = drawn(invoiceOf(lines.slice(0, count)));
    const [table, totals] = all(pdf.structure, "Table");
    const rows = all(table!, "TR");
    assert.equal(rows.length, count + 1);
    for (const row of rows) assert.equal(row.pages.length, 1, `row ${row.text}`);
    assert.equal(totals!.pages.length, 1);
    assert.deepEqual(rows.at(-1)!.pages, totals!.pages, `${count} lines`);
  }
});

test("figures end at one edge, with digits of one width", () => {
  const pdf = drawn(invoiceOf([lineOf("a", 111_111n), lineOf("b", 888_888n), lineOf("c", 5n)]));
  const [table] = all(pdf.structure, "Table");
  const texts = (pdf.pages[0] ?? []).filter(({ text }) => /^R[\d,]+\.\d\d$/.test(text));
  const lasts = all(table!, "TBody")[0]!.children.map((row) => row.children.at(-1)!.text);
  const [first, second, third] = lasts.map((amount) => texts.find(({ text }) => text === amount)!);
  assert.deepEqual(lasts, ["R1,277.78", "R10,222.21", "R0.06"]);
  for (const text of [second!, third!]) assert.ok(Math.abs(text.right - first!.right) < 0.01);
  const width = (amount: string) => {
    const found = texts.find(({ text }) => text === amount)!;
    return found.right - found.left;
  };
  assert.ok(Math.abs(width("R1,111.11") - width("R8,888.88")) < 0.01, "a column of ones is as wide as one of eights");
});

test("amounts as large as a whole economy are not broken in two", () => {
  const pdf = drawn(invoiceOf([lineOf("a", 10n ** 15n)], { currency: "GHS" }));
  const texts = pdf.pages.flat().map(({ text }) => text);
  // The cedi's sign is drawn from another file than the digits.
  for (const digits of ["10,000,000,000,000.00", "11,500,000,000,000.00"]) assert.ok(texts.includes(digits), digits);
  assert.ok(texts.every((text) => text !== ".00"));
});

test("the same invoice gives the same octets, whatever was made in between", () => {
  const first = documentPdf(valueOf(invoiceContent(taxInvoice)));
  documentPdf(valueOf(invoiceContent(twoHundredLines)));
  assert.deepEqual(documentPdf(valueOf(invoiceContent(taxInvoice))), first);
  assert.ok(Buffer.from(first).includes("(D:20261127000000Z)"), "dated by the invoice, not by the clock");
});

test("a letter that cannot be printed is still read out", () => {
  const name = "የኢትዮጵያ Café ⚡";
  const pdf = drawn({ ...taxInvoice, recipient: { name, addressLines: ["Soweto"], vatNumber: null } });
  assert.ok(all(pdf.structure, "P").some(({ text }) => text === name));
  assert.ok(printed(pdf, 0).includes("?????? Café ?"));
});

test("text of any kind neither breaks the document nor leaves its column", () => {
  for (const text of hostile) {
    const name = text.trim() === "" ? "x" : text;
    const pdf = drawn(
      invoiceOf([lineOf(name, 100n, { quantity: name, unit: name })], {
        supplier: { ...umoja, name, addressLines: [name, name], email: text },
        recipient: { name, addressLines: Array.from({ length: 20 }, () => name), vatNumber: text },
        serial: name,
        notes: [text, text],
      }),
    );
    assert.equal(pdf.unmarked, 0);
    assert.ok(pdf.pages.length <= 3, `${pdf.pages.length} pages`);
  }
});

test("hostile titles do not break the metadata, which is XML", () => {
  const octets = documentPdf(valueOf(invoiceContent({ ...taxInvoice, serial: "</rdf:li><x> & y" })));
  const file = Buffer.from(octets).toString("utf8");
  const xml = file.slice(file.indexOf("<x:xmpmeta"), file.indexOf("</x:xmpmeta>"));
  assert.ok(xml.includes("Tax Invoice"));
  assert.ok(!xml.includes("<x>"));
  assert.equal(/&(?!\w+;)/.exec(xml), null);
});

test("an invoice of no lines says so, and asks for nothing", () => {
  const pdf = drawn(invoiceOf([], { form: "pro-forma", recipient: null, supplied: november }));
  assert.ok(printed(pdf, 0).includes("There is nothing on this document."));
  assert.ok(printed(pdf, 0).includes("Paid in full. Nothing is due."));
  assert.equal(pdf.pages.length, 1);
});
