import type { Language } from "#domain/catalogue";

/** To whom, when and from where something is told. */
export type Telling = {
  language: Language;
  now: Date;
  zone: string;
  /** Where invoices are paid, if there is an address. */
  payAt: string | null;
};
