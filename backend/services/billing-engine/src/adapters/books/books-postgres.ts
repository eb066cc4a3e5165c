import type { Currency } from "@beacom/money";
import type { Sql } from "@beacom/postgres";
import type { Books } from "#application/books/trial-balance";
import type { LedgerAccount } from "#domain/ledger";

type SumsRow = { account: LedgerAccount; currency: Currency; debit_cents: bigint; credit_cents: bigint };

export const booksIn = (sql: Sql): Books => ({
  async sums({ before, basis, party }) {
    const time = basis === "effective" ? sql`effective_at` : sql`at`;
    const rows = await sql<SumsRow[]>`
      select account, currency,
        coalesce(sum(amount_cents) filter (where amount_cents > 0), 0)::bigint as debit_cents,
        coalesce(-sum(amount_cents) filter (where amount_cents < 0), 0)::bigint as credit_cents
      from ledger_entries
      where ${time} < ${before} ${party === undefined ? sql`` : sql`and party = ${party}`}
      group by account, currency`;
    return rows.map(({ account, currency, debit_cents, credit_cents }) => ({
      account,
      currency,
      debitCents: debit_cents,
      creditCents: credit_cents,
    }));
  },
});
