import type { Sql } from "@beacom/postgres";
import { openingCents, wallets } from "#ledger/transfers";

/** Of the wallets and entries that a side has written: as many as were answered, no money made or lost, and nobody below zero. */
export async function proveBooks(sql: Sql, done: number): Promise<void> {
  const [books] = await sql<{ transfers: bigint; sum: bigint; wrong: bigint; held: bigint }[]>`
    select
      (select count(*) / 4 from ledger_entries) as transfers,
      (select coalesce(sum(amount_cents), 0)::bigint from ledger_entries) as sum,
      (select sum(balance_cents)::bigint from wallets) as held,
      (select count(*) from wallets left join (
          select wallet, sum(amount_cents)::bigint as debits from ledger_entries
          where account = 'customer-wallet' group by wallet) as moved using (wallet)
        where balance_cents <> ${openingCents} - coalesce(debits, 0) or balance_cents < 0) as wrong`;
  const { transfers, sum, held, wrong } = books!;
  const right = transfers === BigInt(done) && sum === 0n && wrong === 0n && held === BigInt(wallets * openingCents);
  if (!right)
    throw new Error(
      `${done} transfers were answered: ${transfers} are booked, entries add up to ${sum}, wallets to ${held}, ${wrong} wallets differ from their entries`,
    );
}
