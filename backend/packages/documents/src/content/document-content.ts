import type { Language } from "#words/language";

/** What a document says, in its final words and figures. The PDF and the page draw this and nothing else, so that they cannot differ. */
export type DocumentContent = {
  readonly language: Language;
  /** ISO local date; also the PDF's creation date. */
  readonly issuedOn: string;
  readonly title: string;
  readonly heading: string;
  readonly serial: string | null;
  /** A word beside the heading that must not be overlooked: "Copy". */
  readonly mark: string | null;
  /** First what the reader wants to know. */
  readonly standing: string;
  readonly remarks: readonly string[];
  readonly issuer: PartyContent;
  readonly recipient: PartyContent | null;
  readonly details: { readonly heading: string; readonly facts: readonly Fact[] };
  readonly parts: readonly Part[];
  readonly payment: PaymentContent | null;
  readonly notes: { readonly heading: string; readonly paragraphs: readonly string[] } | null;
  /** At the foot of each page, before its number. */
  readonly footer: string;
};

export type Fact = { readonly label: string; readonly value: string };

export type PartyContent = {
  readonly heading: string;
  readonly name: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
};

export type Part = TableContent | TotalsContent;

export type TableContent = {
  readonly kind: "table";
  readonly caption: string;
  /** A caption that only screen readers are told, where the eye needs none. */
  readonly captionHidden: boolean;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Said in place of rows. */
  readonly whenEmpty: string;
};

/** Figures are set right, in digits of one width; dates are not broken; words get the room that the others leave. */
export type Column = { readonly heading: string; readonly holds: "words" | "figures" | "date" };

export type Row = { readonly cells: readonly Cell[]; readonly weight: "plain" | "strong" };
export type Cell = { readonly text: string; readonly detail?: string };

export type TotalsContent = {
  readonly kind: "totals";
  readonly caption: string;
  readonly rows: readonly { readonly label: string; readonly amount: string; readonly weight: "plain" | "strong" }[];
};

export type PaymentContent = {
  readonly heading: string;
  readonly facts: readonly Fact[];
  readonly link: { readonly url: string; readonly label: string; readonly scan: string } | null;
};
