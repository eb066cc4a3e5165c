/** Everything that a document says of its own accord. A language that lacks a word does not compile. */
export type Words = {
  /** BCP 47, for screen readers. */
  readonly locale: string;
  readonly decimalPoint: string;
  readonly months: readonly string[];
  readonly shortMonths: readonly string[];

  readonly taxInvoice: string;
  readonly abridgedTaxInvoice: string;
  readonly invoice: string;
  readonly creditNote: string;
  readonly proForma: string;
  readonly statement: string;
  readonly copy: string;

  readonly from: string;
  readonly billedTo: string;
  readonly creditedTo: string;
  readonly details: string;
  readonly number: string;
  readonly issued: string;
  readonly due: string;
  readonly supplyPeriod: string;
  readonly period: string;
  readonly vatNumber: string;
  readonly registrationNumber: string;
  readonly email: string;
  readonly phone: string;
  readonly website: string;
  readonly creditedInvoice: string;
  readonly creditReason: string;
  readonly issuedOn: (serial: string, date: string) => string;

  readonly lines: string;
  readonly noLines: string;
  readonly description: string;
  readonly quantity: string;
  readonly value: string;
  readonly vatRate: string;
  readonly vat: string;
  readonly total: string;
  readonly amount: string;
  readonly vatByRate: string;

  readonly summary: string;
  readonly totalValue: string;
  readonly totalVat: string;
  readonly totalGross: string;
  readonly paid: string;
  readonly amountDue: string;
  readonly refunded: string;
  readonly creditOnAccount: string;

  readonly isDueBy: (amount: string, date: string) => string;
  readonly isDue: (amount: string) => string;
  readonly paidInFull: string;
  readonly paidTooMuch: (amount: string) => string;
  readonly isCredited: (amount: string, serial: string) => string;
  readonly isAsked: (amount: string) => string;
  readonly notATaxInvoice: string;
  readonly copyOfOriginal: string;
  readonly youOwe: (amount: string, date: string) => string;
  readonly inCredit: (amount: string, date: string) => string;
  readonly nothingOwed: (date: string) => string;

  readonly transactions: string;
  readonly noTransactions: string;
  readonly date: string;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
  readonly openingBalance: string;
  readonly closingBalance: string;
  readonly ageing: string;
  readonly current: string;
  readonly days: (from: number) => string;
  readonly daysAndMore: (from: number) => string;

  readonly howToPay: string;
  readonly bank: string;
  readonly accountHolder: string;
  readonly accountNumber: string;
  readonly branchCode: string;
  readonly swiftCode: string;
  readonly reference: string;
  readonly payOnline: string;
  readonly scanToPay: string;
  readonly notes: string;
  readonly continued: (title: string) => string;
  readonly pageOf: (page: number, pages: number) => string;

  readonly voucher: string;
  readonly validUntil: (date: string) => string;
  readonly validYearsFromSale: (years: number) => string;
  readonly validUntilRedeemed: string;
  readonly scanOrEnter: (place: string) => string;
  readonly help: (contact: string) => string;
  readonly cardSerial: (serial: string) => string;
  readonly cardsOnPage: (first: string, last: string, page: number) => string;
  readonly batch: (name: string) => string;
};
