import type { Currency } from "@beacom/money";
import type { Basis } from "#application/books/trial-balance";
import type { Page } from "#application/views";
import type { LedgerAccount } from "#domain/ledger";

/** An account of the chart, a party, or one account of one party. */
export type StatementOf =
  | { readonly account: LedgerAccount; readonly party?: string | undefined }
  | { readonly account?: undefined; readonly party: string };
export type LedgerStatementQuery = StatementOf & {
  readonly currency: Currency;
  readonly basis: Basis;
  readonly from?: Date | undefined;
  readonly before: Date;
  readonly cursor: string;
  readonly limit: number;
};
export type LedgerStatementRow = {
  /** Of the event: the entries of one position are one transaction. */
  readonly position: bigint;
  readonly line: number;
  readonly event: string;
  readonly at: Date;
  readonly effectiveAt: Date;
  readonly account: LedgerAccount;
  readonly party: string;
  readonly amountCents: bigint;
  /** Debits less credits up to and with this row, of all time and not only of those shown. */
  readonly balanceCents: bigint;
};
export type LedgerStatement = Page<LedgerStatementRow> & {
  /** Before the first row of this page. */
  readonly openingCents: bigint;
};
/** Oldest first. Undefined for a cursor that this service did not give out. */
export type LedgerStatements = (query: LedgerStatementQuery) => Promise<LedgerStatement | undefined>;
