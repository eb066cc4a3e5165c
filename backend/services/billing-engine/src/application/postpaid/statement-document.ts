import type { StatementDocument } from "@beacom/documents";
import { isCurrency } from "@beacom/money";
import type { AccountStatement } from "#application/postpaid/account-statement";
import type { StatementKind } from "#domain/postpaid/statement";

type Setting = Pick<
  StatementDocument,
  "language" | "issuedOn" | "period" | "supplier" | "recipient" | "accountReference" | "paymentUrl"
>;

/** A statement of account, ready to be set. */
export function statementDocumentOf(
  { openingCents, rows, closingCents, ageing }: AccountStatement,
  setting: Setting & { readonly currency: string },
): StatementDocument {
  const { currency } = setting;
  if (!isCurrency(currency)) throw new Error(`a statement in ${currency}`);
  const words = rowWords[setting.language];
  return {
    ...setting,
    currency,
    openingCents,
    rows: rows.map(({ day, kind, reference, amountCents, balanceCents }) => ({
      date: day,
      description: words[kind],
      reference,
      debitCents: amountCents > 0n ? amountCents : 0n,
      creditCents: amountCents < 0n ? -amountCents : 0n,
      balanceCents,
    })),
    closingCents,
    ageing,
    notes: [],
  };
}

const rowWords = {
  en: {
    invoice: "Invoice",
    "credit-note": "Credit note",
    payment: "Payment, thank you",
    "payment-reversed": "Payment taken back",
    "written-off": "Written off",
    recovered: "Paid after it was written off",
  },
  af: {
    invoice: "Faktuur",
    "credit-note": "Kredietnota",
    payment: "Betaling, dankie",
    "payment-reversed": "Betaling teruggeneem",
    "written-off": "Afgeskryf",
    recovered: "Betaal nadat dit afgeskryf is",
  },
} satisfies Record<StatementDocument["language"], Record<StatementKind, string>>;
