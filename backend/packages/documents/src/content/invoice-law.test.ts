import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import { test } from "vitest";
import type { InvoiceDocument } from "#content/invoice-document";
import { checkInvoice, mostAbridgedCents } from "#content/invoice-law";
import { creditNote, invoiceOf, lineOf, naledi, taxInvoice, umoja } from "#testing/examples";

const missing = (what: string, invoice: InvoiceDocument) =>
  assert.deepEqual(checkInvoice(invoice), refuse({ kind: "missing", what }));

test("a tax invoice lacks nothing that section 20(4) of the VAT Act asks for", () => {
  assert.deepEqual(checkInvoice(taxInvoice), ok(null));
  missing("serial", { ...taxInvoice, serial: " " });
  missing("supplier-name", { ...taxInvoice, supplier: { ...umoja, name: "\u200f" } });
  missing("supplier-address", { ...taxInvoice, supplier: { ...umoja, addressLines: ["", " "] } });
  missing("supplier-vat-number", { ...taxInvoice, supplier: { ...umoja, vatNumber: null } });
  missing("recipient", { ...taxInvoice, recipient: null });
  missing("recipient-name", { ...taxInvoice, recipient: { ...naledi, name: "" } });
  missing("recipient-address", { ...taxInvoice, recipient: { ...naledi, addressLines: [] } });
  missing("description", invoiceOf([lineOf(" ", 100n)]));
  missing("quantity", invoiceOf([lineOf("Fibre", 100n, { quantity: "" })]));
});

test("a recipient who is no vendor has no VAT number", () => {
  assert.deepEqual(checkInvoice({ ...taxInvoice, recipient: { ...naledi, vatNumber: null } }), ok(null));
});

test("an abridged tax invoice needs no recipient, and is for at most R5,000", () => {
  const abridged = (grossCents: bigint, rest: Partial<InvoiceDocument> = {}) => {
    const line = { ...lineOf("Vouchers", 0n), netCents: grossCents, grossCents, vatBasisPoints: 0n };
    return checkInvoice(invoiceOf([line], { form: "abridged-tax-invoice", recipient: null, ...rest }));
  };
  assert.deepEqual(abridged(mostAbridgedCents), ok(null));
  const refusal = refuse({ kind: "above-abridged-limit", mostCents: 500_000n });
  assert.deepEqual(abridged(mostAbridgedCents + 1n), refusal);
  assert.deepEqual(abridged(mostAbridgedCents + 1n, { currency: "KES" }), ok(null), "the limit is in rand");
});

test("who is no vendor charges no VAT and issues an invoice that is no tax invoice", () => {
  const supplier = { ...umoja, vatNumber: null };
  const free = invoiceOf([lineOf("Fibre", 100n, { vatBasisPoints: 0n })], { form: "invoice", supplier });
  assert.deepEqual(checkInvoice(free), ok(null));
  const taxed = invoiceOf([lineOf("Fibre", 100n)], { form: "invoice", supplier });
  assert.deepEqual(checkInvoice(taxed), refuse({ kind: "vat-without-vat-number" }));
});

test("a credit note names the invoice that it corrects, says why, and gives rather than takes", () => {
  assert.deepEqual(checkInvoice(creditNote), ok(null));
  assert.deepEqual(checkInvoice({ ...creditNote, credits: null }), refuse({ kind: "credits-nothing" }));
  missing("credit-reason", { ...creditNote, credits: { ...creditNote.credits!, reason: "" } });
  const taken = invoiceOf([lineOf("Fibre", -100n)], { form: "credit-note", credits: creditNote.credits });
  assert.deepEqual(checkInvoice(taken), refuse({ kind: "credit-not-positive" }));
  const invoice = { ...taxInvoice, credits: creditNote.credits };
  assert.deepEqual(checkInvoice(invoice), refuse({ kind: "credited-invoice-on-another-form" }));
});

test("an invoice that is a cent out anywhere is never made", () => {
  const { lines, totalsByRate } = taxInvoice;
  const [first, ...others] = lines;
  const out = { ...first!, grossCents: first!.grossCents + 1n };
  assert.deepEqual(
    checkInvoice({ ...taxInvoice, lines: [out, ...others] }),
    refuse({ kind: "line-does-not-add-up", line: 1 }),
  );
  const rate = refuse({ kind: "rate-does-not-add-up", vatBasisPoints: 1_500n });
  const [total] = totalsByRate;
  const shifted = { ...total!, netCents: total!.netCents + 1n, vatCents: total!.vatCents - 1n };
  assert.deepEqual(checkInvoice({ ...taxInvoice, totalsByRate: [shifted] }), rate);
  assert.deepEqual(checkInvoice({ ...taxInvoice, totalsByRate: [] }), rate);
  assert.deepEqual(checkInvoice({ ...taxInvoice, totalsByRate: [total!, total!] }), rate);
  const gross = { ...taxInvoice, grossCents: taxInvoice.grossCents + 1n };
  assert.deepEqual(checkInvoice(gross), refuse({ kind: "totals-do-not-add-up" }));
  const due = { ...taxInvoice, dueCents: taxInvoice.dueCents - 1n };
  assert.deepEqual(checkInvoice(due), refuse({ kind: "due-is-not-gross-less-paid" }));
});

test("a link that is not one to the web, or too long to scan, is refused", () => {
  const paymentUrl = (url: string) => checkInvoice({ ...taxInvoice, paymentUrl: url });
  for (const url of ["javascript:alert(1)", "data:text/html,x", "pay.example", "", " javascript:alert(1)"]) {
    assert.deepEqual(paymentUrl(url), refuse({ kind: "not-a-web-address" }), url);
  }
  const tooLong = refuse({ kind: "web-address-too-long", mostLetters: 300 });
  assert.deepEqual(paymentUrl(`https://pay.example/${"x".repeat(300)}`), tooLong);
});
