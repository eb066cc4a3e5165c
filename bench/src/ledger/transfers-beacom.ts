import { openEventStore, type StoredEvent } from "@beacom/event-store";
import { connect, type Sql, type Tx } from "@beacom/postgres";
import { valueOf } from "@beacom/result";
import { ledgerSchema } from "#ledger/append-beacom";
import type { Databases } from "#ledger/database";
import { proveBooks } from "#ledger/prove-books";
import { type Side, sideOf } from "#ledger/side";
import { entriesOf, openingCents, type Transfer, transfersOf, walletOf, wallets } from "#ledger/transfers";

const tables = `
  create table wallets (wallet text primary key, balance_cents bigint not null check (balance_cents >= 0))
    with (fillfactor = 70);
  create table ledger_entries (
    position bigint not null,
    line integer not null,
    wallet text not null,
    account text not null,
    amount_cents bigint not null,
    at timestamptz not null,
    primary key (position, line)
  )`;

type Wallet = { version: number; balanceCents: number };
type Moved = { entries: { account: string; amountCents: number }[] };

/** Both wallets are histories; what they hold is known in memory, and what is decided is committed with entries and balances. */
export const beacomTransfers = (databases: Databases): Side =>
  sideOf({
    name: "Beacom, transfers on the event store",
    settings:
      "@beacom/event-store in this process: each transfer is decided on the wallets in memory, and is one command with an event for each wallet; entries and balances are written in the same transaction; keys, versions, hash chain, group commit",
    async open(callers) {
      const database = await databases.of(ledgerSchema);
      const sql = connect(database.url, { max: 4, name: "bench" });
      await prepare(sql);
      const store = openEventStore({ sql, project });
      const held: Wallet[] = Array.from({ length: wallets }, () => ({ version: 0, balanceCents: openingCents }));
      const waiting = inTurn();
      const next = transfersOf(callers);

      async function transfer(asked: Transfer): Promise<"done" | "refused"> {
        const [from, to] = [held[asked.from]!, held[asked.to]!];
        if (from.balanceCents < asked.amountCents) return "refused";
        const { sent, received } = entriesOf(asked);
        const at = new Date();
        const moved = (type: string, entries: Moved["entries"]) => [
          { type, data: { transfer: asked.key, entries }, at },
        ];
        valueOf(
          await store.append({
            commandKey: asked.key,
            writes: [
              { stream: walletOf(asked.from), expectedVersion: from.version, events: moved("MoneySent", sent) },
              { stream: walletOf(asked.to), expectedVersion: to.version, events: moved("MoneyReceived", received) },
            ],
          }),
        );
        from.version++;
        to.version++;
        from.balanceCents -= asked.amountCents;
        to.balanceCents += asked.amountCents;
        return "done";
      }

      return {
        once(caller) {
          const asked = next(caller);
          return waiting([asked.from, asked.to], () => transfer(asked));
        },
        async prove({ done }) {
          await proveBooks(sql, done);
          const { intact, events } = await store.verifyChain();
          if (!intact || events !== BigInt(2 * done))
            throw new Error(`the chain of ${events} events is broken or short`);
        },
        async close() {
          await store.close();
          await sql.end({ timeout: 5 });
          await database.drop();
        },
      };
    },
  });

async function prepare(sql: Sql): Promise<void> {
  await sql.unsafe(tables).simple();
  const all = Array.from({ length: wallets }, (_, n) => walletOf(n));
  await sql`insert into wallets select wallet, ${openingCents}::bigint from unnest(${all}::text[]) as wallet`;
  await sql`vacuum analyze wallets`;
}

/** An event has a debit and a credit of the same amount, so it comes over as one row and is booked as two. */
async function project(tx: Tx, events: readonly StoredEvent[]): Promise<void> {
  const moves = new Map<string, number>();
  const rows = events.map(({ position, stream, data, at }) => {
    const [debit, credit] = (data as Moved).entries as [Moved["entries"][0], Moved["entries"][0]];
    const cents = debit.account === "customer-wallet" ? -debit.amountCents : -credit.amountCents;
    moves.set(stream, (moves.get(stream) ?? 0) + cents);
    return { position, stream, debit, credit, at: at.toISOString() };
  });
  const array = (values: readonly unknown[]) => `{${values.join(",")}}`;
  await Promise.all([
    tx`
      update wallets set balance_cents = balance_cents + cents
      from unnest(${array([...moves.keys()])}::text[], ${array([...moves.values()])}::bigint[]) as move (wallet, cents)
      where wallets.wallet = move.wallet`,
    tx`
      insert into ledger_entries (position, line, wallet, account, amount_cents, at)
      select position, line, wallet, account, amount_cents, at
      from unnest(
        ${array(rows.map(({ position }) => position))}::bigint[],
        ${array(rows.map(({ stream }) => stream))}::text[],
        ${array(rows.map(({ debit }) => debit.account))}::text[],
        ${array(rows.map(({ credit }) => credit.account))}::text[],
        ${array(rows.map(({ debit }) => debit.amountCents))}::bigint[],
        ${array(rows.map(({ at }) => at))}::timestamptz[]) as event (position, wallet, debit, credit, cents, at)
      cross join lateral (values (0, debit, cents), (1, credit, -cents)) as entry (line, account, amount_cents)`,
  ]);
}

/** A task begins when those before it that name one of its wallets are done. */
function inTurn(): <T>(names: readonly number[], task: () => Promise<T>) => Promise<T> {
  const last = new Map<number, Promise<unknown>>();
  return (names, task) => {
    const before = names.flatMap((name) => last.get(name) ?? []);
    const mine = before.length === 0 ? task() : Promise.allSettled(before).then(task);
    for (const name of names) last.set(name, mine);
    return mine;
  };
}
