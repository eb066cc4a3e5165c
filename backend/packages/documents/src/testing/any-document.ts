import type { Currency } from "@beacom/money";
import fc from "fast-check";
import type { InvoiceDocument, InvoiceLine } from "#content/invoice-document";
import type { Recipient, Supplier } from "#content/party";
import { shown } from "#content/shown-text";
import type { StatementDocument } from "#content/statement-document";
import { invoiceOf, lineOf, statementOf, umoja } from "#testing/examples";

/** What people type, and what they type who want to break something. */
export const hostile: readonly string[] = [
  "<script>alert(1)</script>",
  `"><img src=x onerror='alert(1)'>`,
  "</style></title><h1>Paid</h1>",
  "&lt;b&gt; &amp; &#x202e;",
  "100\u202e001 \u2066isolated\u2069 \u200fright",
  "שלום עולם 1,234.50",
  "محمد علي ١٢٣",
  "የኢትዮጵያ ኩባንያ",
  "北京网络有限公司",
  "👩‍👩‍👧‍👦 🇿🇦 ☎️ ✓ → □",
  `z${"\u0301".repeat(500)}algo`,
  "lone \ud800 surrogate \udfff",
  "nul \u0000 bell \u0007 escape \u001b[31m",
  "line\r\nbreaks\u2028and\tthings",
  "Tshiṱuku na Ṱhamaha ḓi ḽi ṅwe ṋa; Kgoši Šikiša; Hoërskool Môrelig; ǃKhwa ttu",
  "Ọ̀ṣun Ẹ̀kọ́ ₦5,000 GH₵20 €3",
  "x".repeat(10_000),
  "word ".repeat(3_000),
  '=HYPERLINK("http://evil")',
  "(unbalanced \\ parenthesis (",
  "   ",
];

const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...hostile) },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme", maxLength: 200 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 3, arbitrary: fc.lorem({ maxCount: 20 }) },
);
/** For what must not be empty. */
const someText = anyText.map((text) => (shown(text) === "" ? "something" : text));
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const anyDate = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const anyPeriod = fc.tuple(anyDate, anyDate).map(([from, to]) => ({ from, to }));
const anyCurrency = fc.constantFrom<Currency[]>("ZAR", "NGN", "GHS", "KES", "USD", "EUR", "UGX");
const anyLanguage = fc.constantFrom("en" as const, "af" as const);
const anyCents = fc.oneof(fc.bigInt(0n, 1_000_000n), fc.bigInt(-(10n ** 13n), 10n ** 13n));
const anyLink = maybe(fc.webUrl().map((url) => url.slice(0, 200)));

const anySupplier: fc.Arbitrary<Supplier> = fc.record({
  name: someText,
  addressLines: fc.array(someText, { minLength: 1, maxLength: 12 }),
  vatNumber: someText,
  registrationNumber: maybe(anyText),
  email: maybe(anyText),
  phone: maybe(anyText),
  website: maybe(anyText),
  bank: maybe(fc.constant(umoja.bank!)),
});
const anyRecipient: fc.Arbitrary<Recipient> = fc.record({
  name: someText,
  addressLines: fc.array(someText, { minLength: 1, maxLength: 12 }),
  vatNumber: maybe(anyText),
});

const anyLine: fc.Arbitrary<InvoiceLine> = fc
  .record({
    description: someText,
    quantity: someText,
    unit: anyText,
    period: maybe(anyPeriod),
    netCents: anyCents,
    vatBasisPoints: fc.constantFrom(0n, 1_500n, 1_550n, 2_000n),
  })
  .map(({ description, netCents, ...rest }) => lineOf(description, netCents, rest));

export const anyInvoice: fc.Arbitrary<InvoiceDocument> = fc
  .record({
    lines: fc.array(anyLine, { maxLength: 40, size: "max" }),
    form: fc.constantFrom("tax-invoice" as const, "invoice" as const, "pro-forma" as const),
    isCopy: fc.boolean(),
    language: anyLanguage,
    currency: anyCurrency,
    serial: someText,
    issuedOn: anyDate,
    dueOn: maybe(anyDate),
    supplied: maybe(anyPeriod),
    supplier: anySupplier,
    recipient: anyRecipient,
    paidCents: anyCents,
    paymentReference: maybe(anyText),
    paymentUrl: anyLink,
    notes: fc.array(anyText, { maxLength: 4 }),
  })
  .map(({ lines, ...rest }) => invoiceOf(lines, rest));

export const anyStatement: fc.Arbitrary<StatementDocument> = fc
  .record({
    movements: fc.array(fc.record({ date: anyDate, description: someText, cents: anyCents, reference: anyText }), {
      maxLength: 60,
      size: "max",
    }),
    openingCents: anyCents,
    language: anyLanguage,
    currency: anyCurrency,
    supplier: anySupplier,
    recipient: anyRecipient,
    period: anyPeriod,
    accountReference: maybe(anyText),
    paymentUrl: anyLink,
    notes: fc.array(anyText, { maxLength: 3 }),
  })
  .map(({ movements, ...rest }) => statementOf(movements, rest));
