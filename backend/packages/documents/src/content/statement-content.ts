import { type Result, ok, refuse } from "@beacom/result";
import type { DocumentContent, Part, Row } from "#content/document-content";
import { paymentContent } from "#content/payment-content";
import { factsOf, recipientContent, supplierContent, supplierFooter } from "#content/party";
import { shown } from "#content/shown-text";
import type { Ageing, StatementDocument } from "#content/statement-document";
import { type WebAddressRefusal, readWebAddress } from "#content/web-address";
import { dateText, periodText, shortDateText } from "#words/dates";
import { amountText } from "#words/figures";
import { wordsOf } from "#words/language";
import type { Words } from "#words/words";

export type StatementRefusal =
  | { kind: "balance-does-not-follow"; row: number }
  | { kind: "closing-balance-differs" | "ageing-does-not-add-up" }
  | WebAddressRefusal;

/** A statement in words and figures, if each balance follows from the one before and the buckets add up. */
export function statementContent(statement: StatementDocument): Result<DocumentContent, StatementRefusal> {
  const checked = checkStatement(statement);
  if (!checked.ok) return checked;
  const { language, supplier, period } = statement;
  const words = wordsOf(language);
  const paragraphs = statement.notes.map((note) => shown(note, 1_500)).filter((note) => note !== "");
  return ok({
    language,
    issuedOn: statement.issuedOn,
    title: `${words.statement} ${periodText(period, language)}`,
    heading: words.statement,
    serial: periodText(period, language),
    mark: null,
    standing: standingOf(statement, words),
    remarks: [],
    issuer: supplierContent(supplier, words),
    recipient: recipientContent(statement.recipient, words.billedTo, words),
    details: {
      heading: words.details,
      facts: factsOf([
        [words.issued, dateText(statement.issuedOn, language)],
        [words.period, periodText(period, language)],
        [words.reference, statement.accountReference],
      ]),
    },
    parts: [
      transactionsOf(statement, words),
      ...(statement.ageing ? [ageingOf(statement, statement.ageing, words)] : []),
    ],
    payment:
      statement.closingCents <= 0n
        ? null
        : paymentContent({ supplier, reference: statement.accountReference, url: statement.paymentUrl }, words),
    notes: paragraphs.length === 0 ? null : { heading: words.notes, paragraphs },
    footer: supplierFooter(supplier, words),
  });
}

function checkStatement(statement: StatementDocument): Result<null, StatementRefusal> {
  let balance = statement.openingCents;
  for (const [index, row] of statement.rows.entries()) {
    balance += row.debitCents - row.creditCents;
    if (row.debitCents < 0n || row.creditCents < 0n || balance !== row.balanceCents) {
      return refuse({ kind: "balance-does-not-follow", row: index + 1 });
    }
  }
  if (balance !== statement.closingCents) return refuse({ kind: "closing-balance-differs" });
  if (statement.ageing !== null) {
    const sum = bucketsOf(statement.ageing).reduce((a, b) => a + b, 0n);
    if (sum !== statement.closingCents) return refuse({ kind: "ageing-does-not-add-up" });
  }
  if (statement.paymentUrl === null) return ok(null);
  const address = readWebAddress(statement.paymentUrl);
  return address.ok ? ok(null) : address;
}

function standingOf({ closingCents, period, currency, language }: StatementDocument, words: Words): string {
  const date = dateText(period.to, language);
  if (closingCents === 0n) return words.nothingOwed(date);
  const amount = amountText(closingCents < 0n ? -closingCents : closingCents, currency, language);
  return closingCents < 0n ? words.inCredit(amount, date) : words.youOwe(amount, date);
}

function transactionsOf(statement: StatementDocument, words: Words): Part {
  const { currency, language, period } = statement;
  const amount = (cents: bigint) => amountText(cents, currency, language);
  const figures = (heading: string) => ({ heading, holds: "figures" as const });
  const balanceRow = (date: string, label: string, cents: bigint): Row => ({
    weight: "strong",
    cells: [
      { text: shortDateText(date, language) },
      { text: label },
      { text: "" },
      { text: "" },
      { text: amount(cents) },
    ],
  });
  const rows = statement.rows.map((row): Row => {
    const text = shown(row.description, 400);
    const detail = shown(row.reference ?? "", 60);
    return {
      weight: "plain",
      cells: [
        { text: shortDateText(row.date, language) },
        detail === "" ? { text } : { text, detail },
        { text: row.debitCents === 0n ? "" : amount(row.debitCents) },
        { text: row.creditCents === 0n ? "" : amount(row.creditCents) },
        { text: amount(row.balanceCents) },
      ],
    };
  });
  const nothing: Row = { weight: "plain", cells: ["", words.noTransactions, "", "", ""].map((text) => ({ text })) };
  return {
    kind: "table",
    caption: words.transactions,
    captionHidden: true,
    columns: [
      { heading: words.date, holds: "date" },
      { heading: words.description, holds: "words" },
      figures(words.debit),
      figures(words.credit),
      figures(words.balance),
    ],
    rows: [
      balanceRow(period.from, words.openingBalance, statement.openingCents),
      ...(rows.length === 0 ? [nothing] : rows),
      balanceRow(period.to, words.closingBalance, statement.closingCents),
    ],
    whenEmpty: words.noTransactions,
  };
}

function ageingOf({ currency, language }: StatementDocument, ageing: Ageing, words: Words): Part {
  const headings = [words.current, words.days(30), words.days(60), words.days(90), words.daysAndMore(120)];
  return {
    kind: "table",
    caption: words.ageing,
    captionHidden: false,
    columns: headings.map((heading) => ({ heading, holds: "figures" })),
    rows: [
      { weight: "plain", cells: bucketsOf(ageing).map((cents) => ({ text: amountText(cents, currency, language) })) },
    ],
    whenEmpty: "",
  };
}

const bucketsOf = (ageing: Ageing): bigint[] => [
  ageing.currentCents,
  ageing.days30Cents,
  ageing.days60Cents,
  ageing.days90Cents,
  ageing.days120Cents,
];
