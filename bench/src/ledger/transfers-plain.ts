import { connect, type Sql } from "@beacom/postgres";
import type { Databases } from "#ledger/database";
import { proveBooks } from "#ledger/prove-books";
import { type Side, sideOf } from "#ledger/side";
import { entriesOf, openingCents, type Transfer, transfersOf, walletOf, wallets } from "#ledger/transfers";

const tables = `
  create table wallets (wallet text primary key, balance_cents bigint not null check (balance_cents >= 0))
    with (fillfactor = 70);
  create table ledger_entries (
    entry bigint generated always as identity primary key,
    transfer_key text not null,
    wallet text not null,
    account text not null,
    amount_cents bigint not null,
    at timestamptz not null
  )`;

/** The transaction that one would write first: lock, look, move, book. */
export const plainTransfers = (databases: Databases): Side =>
  sideOf({
    name: "SQL, transfers in a transaction",
    settings:
      "begin, lock both wallets in the order of their names, compare, two updates, four entries in one insert, commit; the same driver as Beacom, a connection for each caller",
    async open(callers) {
      const database = await databases.empty("transfers");
      const sql = connect(database.url, { max: callers, name: "bench" });
      await sql.unsafe(tables).simple();
      const all = Array.from({ length: wallets }, (_, n) => walletOf(n));
      await sql`insert into wallets select wallet, ${openingCents}::bigint from unnest(${all}::text[]) as wallet`;
      await sql`vacuum analyze wallets`;
      const next = transfersOf(callers);
      return {
        once: (caller) => transfer(sql, next(caller)),
        async prove({ done }) {
          await proveBooks(sql, done);
        },
        async close() {
          await sql.end({ timeout: 5 });
          await database.drop();
        },
      };
    },
  });

function transfer(sql: Sql, transfer: Transfer): Promise<"done" | "refused"> {
  const { key, amountCents } = transfer;
  const [from, to] = [walletOf(transfer.from), walletOf(transfer.to)];
  const { sent, received } = entriesOf(transfer);
  const at = new Date();
  const entries = [
    ...sent.map((entry) => ({ wallet: from, ...entry })),
    ...received.map((entry) => ({ wallet: to, ...entry })),
  ].map(({ wallet, account, amountCents }) => ({ transfer_key: key, wallet, account, amount_cents: amountCents, at }));
  return sql.begin(async (tx) => {
    const locked = await tx<{ wallet: string; balance: bigint }[]>`
      select wallet, balance_cents as balance from wallets where wallet in (${from}, ${to}) order by wallet for update`;
    if (locked.find(({ wallet }) => wallet === from)!.balance < BigInt(amountCents)) return "refused";
    await tx`update wallets set balance_cents = balance_cents - ${amountCents} where wallet = ${from}`;
    await tx`update wallets set balance_cents = balance_cents + ${amountCents} where wallet = ${to}`;
    await tx`insert into ledger_entries ${tx(entries)}`;
    return "done";
  });
}
