import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { invoiceContent } from "#content/invoice-content";
import type { InvoiceDocument } from "#content/invoice-document";
import { creditNote, invoiceOf, lineOf, naledi, november, taxInvoice, umoja } from "#testing/examples";

const said = (invoice: InvoiceDocument) => valueOf(invoiceContent(invoice));
const factOf = (invoice: InvoiceDocument, label: string) =>
  said(invoice).details.facts.find((fact) => fact.label === label)?.value;

test("each form says what it is", () => {
  const line = [lineOf("Day pass", 4_348n)];
  const heading = (form: InvoiceDocument["form"]) => said(invoiceOf(line, { form, credits: null })).heading;
  assert.equal(heading("tax-invoice"), "Tax Invoice");
  assert.equal(heading("abridged-tax-invoice"), "Abridged Tax Invoice");
  assert.equal(heading("invoice"), "Invoice");
  assert.equal(heading("pro-forma"), "Pro Forma Invoice");
  assert.equal(said(creditNote).heading, "Credit Note");
  assert.match(said({ ...taxInvoice, language: "af" }).heading, /^Belastingfaktuur\s\/ Tax Invoice$/u);
});

test("a copy says so, the original does not", () => {
  assert.equal(said(taxInvoice).mark, null);
  assert.equal(said({ ...taxInvoice, isCopy: true }).mark, "Copy");
});

test("the first sentence says where the reader stands", () => {
  const line = [lineOf("Fibre", 10_000n)];
  const standing = (rest: Partial<InvoiceDocument>) => said(invoiceOf(line, rest)).standing;
  assert.equal(standing({}), "R115.00 is due by 11 December 2026.");
  assert.equal(standing({ dueOn: null }), "R115.00 is due.");
  assert.equal(standing({ paidCents: 11_500n }), "Paid in full. Nothing is due.");
  assert.equal(standing({ paidCents: 12_000n }), "Paid in full, and R5.00 more.");
  assert.equal(standing({ form: "pro-forma", dueOn: null }), "R115.00 to pay.");
  assert.equal(standing({ language: "af", currency: "UGX" }), "USh11\u00a0500 is betaalbaar teen 11 Desember 2026.");
  assert.equal(said(creditNote).standing, "R53.27 is credited against invoice INV-2026-000418.");
});

test("a pro forma says that it is no tax invoice", () => {
  assert.match(said(invoiceOf([], { form: "pro-forma" })).remarks.join(" "), /not a tax invoice/);
});

test("a credit note says which invoice it corrects and why, and asks for nothing", () => {
  assert.equal(factOf(creditNote, "For invoice"), "INV-2026-000418 of 27 November 2026");
  assert.match(factOf(creditNote, "Reason") ?? "", /cut cable/);
  assert.equal(said(creditNote).payment, null);
  const [, totals] = said({ ...creditNote, paidCents: 2_000n, dueCents: 3_327n }).parts;
  assert.ok(totals?.kind === "totals");
  assert.deepEqual(
    totals.rows.slice(-2).map(({ label, amount }) => [label, amount]),
    [
      ["Refunded", "R20.00"],
      ["Credit on your account", "R33.27"],
    ],
  );
});

test("how to pay is told only while something is due", () => {
  assert.equal(said(taxInvoice).payment?.link?.url, "https://pay.umoja.example/i/7Q2M4K9T");
  assert.equal(said(invoiceOf(taxInvoice.lines, { paidCents: taxInvoice.grossCents })).payment, null);
  const neither = { ...taxInvoice, supplier: { ...umoja, bank: null }, paymentUrl: null };
  assert.equal(said(neither).payment, null);
});

test("VAT is summed by rate where there is more than one rate", () => {
  const [, totals, byRate] = said(invoiceOf([lineOf("a", 10_000n), lineOf("b", 5_000n, { vatBasisPoints: 0n })])).parts;
  assert.ok(totals?.kind === "totals" && byRate?.kind === "table");
  assert.equal(totals.rows[1]?.label, "VAT");
  assert.deepEqual(
    byRate.rows.map((row) => row.cells.map(({ text }) => text)),
    [
      ["15%", "R100.00", "R15.00", "R115.00"],
      ["0%", "R50.00", "R0.00", "R50.00"],
    ],
  );
});

test("who is no vendor shows no VAT at all", () => {
  const supplier = { ...umoja, vatNumber: null };
  const recipient = { ...naledi, vatNumber: null };
  const content = said(
    invoiceOf([lineOf("a", 100n, { vatBasisPoints: 0n })], { form: "invoice", supplier, recipient }),
  );
  assert.doesNotMatch(JSON.stringify(content), /VAT/);
});

test("a line names its period only where it is not the invoice's own", () => {
  const december = { from: "2026-12-01", to: "2026-12-31" };
  const [lines] = said(invoiceOf([lineOf("a", 1n, { period: november }), lineOf("b", 1n, { period: december })])).parts;
  assert.ok(lines?.kind === "table");
  assert.deepEqual(
    lines.rows.map((row) => row.cells[0]),
    [{ text: "a" }, { text: "b", detail: "1–31 Dec 2026" }],
  );
});
