import type { Fact, PartyContent } from "#content/document-content";
import { shown, shownLines } from "#content/shown-text";
import type { Words } from "#words/words";

export type Supplier = {
  readonly name: string;
  readonly addressLines: readonly string[];
  /** Without one the supplier is no vendor, and may neither charge VAT nor call anything a tax invoice. */
  readonly vatNumber: string | null;
  readonly registrationNumber: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly website: string | null;
  readonly bank: BankAccount | null;
};

export type BankAccount = {
  readonly bankName: string;
  readonly accountHolder: string;
  readonly accountNumber: string;
  readonly branchCode: string;
  readonly swiftCode: string | null;
};

export type Recipient = {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly vatNumber: string | null;
};

export const supplierContent = (supplier: Supplier, words: Words): PartyContent => ({
  heading: words.from,
  name: shown(supplier.name, 120),
  lines: shownLines(supplier.addressLines, 8),
  facts: factsOf([
    [words.vatNumber, supplier.vatNumber],
    [words.registrationNumber, supplier.registrationNumber],
    [words.phone, supplier.phone],
    [words.email, supplier.email],
    [words.website, supplier.website],
  ]),
});

export const recipientContent = (recipient: Recipient, heading: string, words: Words): PartyContent => ({
  heading,
  name: shown(recipient.name, 120),
  lines: shownLines(recipient.addressLines, 8),
  facts: factsOf([[words.vatNumber, recipient.vatNumber]]),
});

export const bankFacts = (bank: BankAccount, reference: string | null, words: Words): Fact[] =>
  factsOf([
    [words.bank, bank.bankName],
    [words.accountHolder, bank.accountHolder],
    [words.accountNumber, bank.accountNumber],
    [words.branchCode, bank.branchCode],
    [words.swiftCode, bank.swiftCode],
    [words.reference, reference],
  ]);

/** What the supplier signs each page with. */
export const supplierFooter = (supplier: Supplier, words: Words): string =>
  [
    shown(supplier.name, 60),
    ...factsOf([
      [words.registrationNumber, supplier.registrationNumber],
      [words.vatNumber, supplier.vatNumber],
    ]).map(({ label, value }) => `${label} ${value}`),
  ].join(" · ");

/** Facts that there is something to say about, cut to what a column has room for. */
export function factsOf(entries: readonly (readonly [label: string, value: string | null | undefined])[]): Fact[] {
  return entries
    .map(([label, value]) => ({ label, value: shown(value ?? "", 80) }))
    .filter((fact) => fact.value !== "");
}
