import { type Result, ok, refuse } from "@beacom/result";
import type { InvoiceDocument } from "#content/invoice-document";
import { shown } from "#content/shown-text";
import { type WebAddressRefusal, readWebAddress } from "#content/web-address";

export type InvoiceRefusal =
  | { kind: "missing"; what: MissingParticular }
  | { kind: "vat-without-vat-number" | "credits-nothing" | "credited-invoice-on-another-form" | "credit-not-positive" }
  | { kind: "above-abridged-limit"; mostCents: bigint }
  | { kind: "line-does-not-add-up"; line: number }
  | { kind: "rate-does-not-add-up"; vatBasisPoints: bigint }
  | { kind: "totals-do-not-add-up" | "due-is-not-gross-less-paid" }
  | WebAddressRefusal;

export type MissingParticular =
  | "serial"
  | "supplier-name"
  | "supplier-address"
  | "supplier-vat-number"
  | "recipient"
  | "recipient-name"
  | "recipient-address"
  | "description"
  | "quantity"
  | "credit-reason";

/** Section 20(5) of the VAT Act: up to R5,000 with VAT the short form will do. */
export const mostAbridgedCents = 500_000n;

/** A document that lacks what the law asks for, or does not add up to the cent, is never made. */
export function checkInvoice(invoice: InvoiceDocument): Result<null, InvoiceRefusal> {
  const what = missingFrom(invoice);
  if (what !== undefined) return refuse({ kind: "missing", what });
  if (invoice.supplier.vatNumber === null && invoice.vatCents !== 0n) return refuse({ kind: "vat-without-vat-number" });
  if (invoice.form === "abridged-tax-invoice" && invoice.currency === "ZAR" && invoice.grossCents > mostAbridgedCents) {
    return refuse({ kind: "above-abridged-limit", mostCents: mostAbridgedCents });
  }
  const credit = checkCredit(invoice);
  if (!credit.ok) return credit;
  if (invoice.paymentUrl !== null) {
    const address = readWebAddress(invoice.paymentUrl);
    if (!address.ok) return address;
  }
  return checkSums(invoice);
}

function missingFrom(invoice: InvoiceDocument): MissingParticular | undefined {
  const { form, supplier, recipient, lines } = invoice;
  const isTaxInvoice = form === "tax-invoice" || form === "abridged-tax-invoice";
  const required: [MissingParticular, string | null][] = [
    ["serial", invoice.serial],
    ["supplier-name", supplier.name],
    ["supplier-address", supplier.addressLines.join(" ")],
  ];
  if (isTaxInvoice) required.push(["supplier-vat-number", supplier.vatNumber]);
  if (form === "tax-invoice" && recipient === null) return "recipient";
  // Who is named at all is named in full; only the abridged form may leave the recipient out.
  if (recipient !== null && form !== "pro-forma") {
    required.push(["recipient-name", recipient.name]);
    if (form !== "abridged-tax-invoice") required.push(["recipient-address", recipient.addressLines.join(" ")]);
  }
  for (const line of lines) required.push(["description", line.description]);
  if (form === "tax-invoice") for (const line of lines) required.push(["quantity", line.quantity]);
  if (invoice.credits !== null) required.push(["credit-reason", invoice.credits.reason]);
  return required.find(([, text]) => shown(text ?? "") === "")?.[0];
}

/** Section 21(3): a credit note names the invoice that it corrects. */
function checkCredit({ form, credits, grossCents }: InvoiceDocument): Result<null, InvoiceRefusal> {
  if (form !== "credit-note") return credits === null ? ok(null) : refuse({ kind: "credited-invoice-on-another-form" });
  if (credits === null || shown(credits.serial) === "") return refuse({ kind: "credits-nothing" });
  return grossCents < 0n ? refuse({ kind: "credit-not-positive" }) : ok(null);
}

function checkSums(invoice: InvoiceDocument): Result<null, InvoiceRefusal> {
  const { lines, totalsByRate } = invoice;
  const broken = lines.findIndex((line) => !addsUp(line));
  if (broken >= 0) return refuse({ kind: "line-does-not-add-up", line: broken + 1 });
  for (const rate of new Set([...lines, ...totalsByRate].map((part) => part.vatBasisPoints))) {
    const ofRate = (parts: readonly Taxed[]) => total(parts.filter((part) => part.vatBasisPoints === rate));
    const isOnce = totalsByRate.filter((part) => part.vatBasisPoints === rate).length === 1;
    if (!isOnce || !same(ofRate(lines), ofRate(totalsByRate))) {
      return refuse({ kind: "rate-does-not-add-up", vatBasisPoints: rate });
    }
  }
  if (!addsUp(invoice) || !same(total(lines), invoice)) return refuse({ kind: "totals-do-not-add-up" });
  const isDue = invoice.dueCents === invoice.grossCents - invoice.paidCents;
  return isDue ? ok(null) : refuse({ kind: "due-is-not-gross-less-paid" });
}

type Amounts = { readonly netCents: bigint; readonly vatCents: bigint; readonly grossCents: bigint };
type Taxed = Amounts & { readonly vatBasisPoints: bigint };

const addsUp = ({ netCents, vatCents, grossCents }: Amounts): boolean => netCents + vatCents === grossCents;
const same = (a: Amounts, b: Amounts): boolean => a.netCents === b.netCents && a.vatCents === b.vatCents;

const total = (parts: readonly Amounts[]): Amounts =>
  parts.reduce<Amounts>(
    (sum, part) => ({
      netCents: sum.netCents + part.netCents,
      vatCents: sum.vatCents + part.vatCents,
      grossCents: sum.grossCents + part.grossCents,
    }),
    { netCents: 0n, vatCents: 0n, grossCents: 0n },
  );
