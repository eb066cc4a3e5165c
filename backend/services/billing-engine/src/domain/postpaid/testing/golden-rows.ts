import { type Currency, currencies, parseMajorUnits } from "@beacom/money";
import { valueOf } from "@beacom/result";
import { datePlusDays } from "@beacom/time";
import type { Entry } from "#domain/ledger";
import type { Span } from "#domain/postpaid/cycle";
import type { InvoiceLine } from "#domain/postpaid/invoice";
import { type PostpaidEvent, postpaidEntriesOf } from "#domain/postpaid/postpaid-event";

/** For tests: what an event moved, as a bookkeeper writes it: what, which line, net, VAT, gross, due, entries. */
export type GoldenRow = readonly string[];

export function rowsOf(event: PostpaidEvent, currency: Currency): GoldenRow[] {
  const cents = (amount: bigint) => amountText(amount, currency);
  const entries = entriesText(postpaidEntriesOf(event), currency);
  switch (event.type) {
    case "InvoiceIssued": {
      const name = documentName(event.invoiceId);
      const total = [
        name,
        `total, ${event.form}`,
        cents(event.netCents),
        cents(event.vatCents),
        cents(event.grossCents),
      ];
      return [...event.lines.map((line) => lineRow(name, line, currency)), [...total, event.dueOn, entries]];
    }
    case "CreditNoteIssued": {
      const name = documentName(event.creditNoteId);
      const of = `total, of ${documentName(event.invoiceId)}`;
      const amounts = ({ netCents, vatCents, grossCents }: Record<"netCents" | "vatCents" | "grossCents", bigint>) =>
        [netCents, vatCents, grossCents].map(cents);
      return [
        ...event.lines.map((line) => {
          const from = line.endsOn ? ` from ${line.endsOn}` : "";
          return [name, `${line.description}${from}`, ...amounts(line), "", ""];
        }),
        [name, of, ...amounts(event), "", entries],
      ];
    }
    case "RevenueEarned":
      return [["earned", `before ${event.before}`, "", "", cents(movedCents(event.entries)), "", entries]];
    case "UsageChargedInArrears": {
      const vat = event.grossCents - event.netCents;
      return [["used", event.description, cents(event.netCents), cents(vat), cents(event.grossCents), "", entries]];
    }
    case "PaymentReceived":
      return [[`payment ${event.paymentId}`, event.source, "", "", cents(event.amountCents), "", entries]];
    case "CreditAllocated": {
      const parts = event.allocations.map(
        ({ creditId, invoiceId, amountCents }) =>
          `${documentName(creditId)} to ${documentName(invoiceId)} ${cents(amountCents)}`,
      );
      return [["allocated", parts.join("; "), "", "", cents(movedCents(event.entries)), "", entries]];
    }
    case "PaymentReversed":
      return [[`reversal ${event.paymentId}`, event.reason, "", "", cents(event.amountCents), "", entries]];
    case "InvoiceWrittenOff":
    case "WriteOffRecovered": {
      const what = event.type === "InvoiceWrittenOff" ? "written off" : "recovered";
      const net = event.amountCents - event.vatCents;
      const amounts = [net, event.vatCents, event.amountCents].map(cents);
      return [[what, documentName(event.invoiceId), ...amounts, "", entries]];
    }
    default:
      return [];
  }
}

function lineRow(name: string, line: InvoiceLine, currency: Currency): GoldenRow {
  const cents = (amount: bigint) => amountText(amount, currency);
  const text = [
    line.quantity > 1 ? `${line.quantity} × ${line.description}` : line.description,
    ...(line.span ? [spanText(line.span)] : []),
    ...(line.discountCents > 0n ? [`${cents(line.listCents)} less ${cents(line.discountCents)}`] : []),
    ...(line.vat === "standard" ? [] : [line.vat]),
  ].join(", ");
  return [name, text, cents(line.netCents), cents(line.vatCents), cents(line.grossCents), "", ""];
}

const spanText = ({ from, to }: Span): string => {
  const last = datePlusDays(to, -1);
  return last === from ? from : `${from} to ${last}`;
};

/** `inv_3_cus_…` is INV 3; a payment keeps its name. */
export const documentName = (id: string): string => {
  const [, kind, ordinal] = /^(inv|crn)_(\d+)_/.exec(id) ?? [];
  return kind ? `${kind.toUpperCase()} ${ordinal}` : id;
};

const movedCents = (entries: readonly Entry[]): bigint =>
  entries.reduce((sum, { amountCents }) => (amountCents > 0n ? sum + amountCents : sum), 0n);

const entriesText = (entries: readonly Entry[], currency: Currency): string =>
  entries.map(({ account, amountCents }) => `${account} ${amountText(amountCents, currency)}`).join("; ");

/** `1,234.50`, with a sign for credits. */
export function amountText(cents: bigint, currency: Currency): string {
  const { decimals } = currencies[currency];
  const digits = (cents < 0n ? -cents : cents).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return `${cents < 0n ? "-" : ""}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ""}`;
}

export const centsIn = (text: string, currency: Currency): bigint =>
  valueOf(parseMajorUnits(text.replaceAll(",", ""), currency)).minorUnits;
