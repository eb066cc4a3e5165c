import type { InvoiceDocument, InvoiceLine } from "#content/invoice-document";
import type { Recipient, Supplier } from "#content/party";
import type { StatementDocument, StatementRow } from "#content/statement-document";

export const umoja: Supplier = {
  name: "Umoja Wireless (Pty) Ltd",
  addressLines: ["14 Vilakazi Street", "Orlando West", "Soweto", "1804"],
  vatNumber: "4120987654",
  registrationNumber: "2019/123456/07",
  email: "accounts@umoja.example",
  phone: "011 555 0142",
  website: "umoja.example",
  bank: {
    bankName: "Example Bank",
    accountHolder: "Umoja Wireless (Pty) Ltd",
    accountNumber: "62 001 234 567",
    branchCode: "250655",
    swiftCode: null,
  },
};

export const naledi: Recipient = {
  name: "Naledi’s Bakery CC",
  addressLines: ["Shop 3, Maponya Road", "Pimville", "Soweto", "1809"],
  vatNumber: "4987654321",
};

export const november = { from: "2026-11-01", to: "2026-11-30" } as const;

/** `net` at 15 %, rounded to the cent. */
export function lineOf(description: string, netCents: bigint, rest: Partial<InvoiceLine> = {}): InvoiceLine {
  const vatBasisPoints = rest.vatBasisPoints ?? 1_500n;
  const vatCents = (netCents * vatBasisPoints + 5_000n) / 10_000n;
  const grossCents = netCents + vatCents;
  const amounts = { netCents, vatCents, grossCents, vatBasisPoints };
  return { description, quantity: "1", unit: "month", period: november, ...rest, ...amounts };
}

/** An invoice of these lines whose totals are right; `rest` may make them wrong. */
export function invoiceOf(lines: readonly InvoiceLine[], rest: Partial<InvoiceDocument> = {}): InvoiceDocument {
  const sum = (of: readonly InvoiceLine[], pick: (line: InvoiceLine) => bigint) => of.reduce((a, b) => a + pick(b), 0n);
  const sums = (of: readonly InvoiceLine[]) => ({
    netCents: sum(of, (line) => line.netCents),
    vatCents: sum(of, (line) => line.vatCents),
    grossCents: sum(of, (line) => line.grossCents),
  });
  const rates = [...new Set(lines.map((line) => line.vatBasisPoints))];
  const totals = sums(lines);
  const paidCents = rest.paidCents ?? 0n;
  return {
    form: "tax-invoice",
    isCopy: false,
    language: "en",
    currency: "ZAR",
    serial: "INV-2026-000418",
    issuedOn: "2026-11-27",
    dueOn: "2026-12-11",
    supplied: november,
    supplier: umoja,
    recipient: naledi,
    lines,
    totalsByRate: rates.map((rate) => ({
      vatBasisPoints: rate,
      ...sums(lines.filter((line) => line.vatBasisPoints === rate)),
    })),
    ...totals,
    paidCents,
    dueCents: totals.grossCents - paidCents,
    paymentReference: "NALEDI-0418",
    paymentUrl: "https://pay.umoja.example/i/7Q2M4K9T",
    notes: [
      "Thank you for baking with us. Questions about this invoice: call 011 555 0142 on weekdays from 08:00 to 17:00.",
    ],
    credits: null,
    ...rest,
  };
}

export const taxInvoice = invoiceOf(
  [
    lineOf("Uncapped fibre 100/100 Mbit/s, 14 Maponya Road", 69_478n),
    lineOf("Static IPv4 address", 8_696n, {
      quantity: "2",
      unit: "addresses",
      period: { from: "2026-11-10", to: "2026-12-09" },
    }),
    lineOf("Hotspot vouchers, one day", 43_478n, { quantity: "50", unit: "vouchers", period: null }),
    lineOf("Technician call-out, 21 November", 30_435n, { quantity: "1.5", unit: "hours", period: null }),
  ],
  { paidCents: 25_000n },
);

export const creditNote = invoiceOf([lineOf("Uncapped fibre 100/100 Mbit/s: two days without service", 4_632n)], {
  form: "credit-note",
  serial: "CN-2026-000031",
  issuedOn: "2026-12-02",
  dueOn: null,
  paymentReference: null,
  paymentUrl: null,
  notes: [],
  credits: {
    serial: "INV-2026-000418",
    issuedOn: "2026-11-27",
    reason: "No service on 9 and 10 November because of a cut cable.",
  },
});

/** A statement of these movements, positive for a debit, whose balances follow. */
export function statementOf(
  movements: readonly {
    readonly date: string;
    readonly description: string;
    readonly cents: bigint;
    readonly reference?: string;
  }[],
  rest: Partial<StatementDocument> = {},
): StatementDocument {
  let balanceCents = rest.openingCents ?? 0n;
  const rows = movements.map(({ date, description, cents, reference }): StatementRow => {
    balanceCents += cents;
    const [debitCents, creditCents] = cents < 0n ? [0n, -cents] : [cents, 0n];
    return { date, description, reference: reference ?? null, debitCents, creditCents, balanceCents };
  });
  return {
    language: "en",
    currency: "ZAR",
    issuedOn: "2026-12-01",
    period: november,
    supplier: umoja,
    recipient: naledi,
    accountReference: "NALEDI-0418",
    openingCents: 0n,
    rows,
    closingCents: balanceCents,
    ageing: { currentCents: balanceCents, days30Cents: 0n, days60Cents: 0n, days90Cents: 0n, days120Cents: 0n },
    paymentUrl: "https://pay.umoja.example/a/NALEDI-0418",
    notes: [],
    ...rest,
  };
}

export const statement = statementOf(
  [
    { date: "2026-11-01", description: "Uncapped fibre 100/100 Mbit/s", cents: 79_900n, reference: "INV-2026-000362" },
    { date: "2026-11-03", description: "Payment by EFT, thank you", cents: -124_850n, reference: "NALEDI-0418" },
    {
      date: "2026-11-12",
      description: "Credit: two days without service",
      cents: -5_327n,
      reference: "CN-2026-000031",
    },
    { date: "2026-11-27", description: "Fibre, vouchers and call-out", cents: 174_900n, reference: "INV-2026-000418" },
  ],
  {
    openingCents: 124_850n,
    ageing: {
      currentCents: 174_900n,
      days30Cents: 74_573n,
      days60Cents: 0n,
      days90Cents: 0n,
      days120Cents: 0n,
    },
  },
);
