import { customerOf, payingCustomers, startBilling } from "#ledger/billing";
import type { Databases } from "#ledger/database";
import { type Side, sideOf } from "#ledger/side";
import { openingCents, transfersOf, wallets } from "#ledger/transfers";

/** The use case that customers call. */
export const engineTransfers = (databases: Databases): Side =>
  sideOf({
    name: "Beacom, transfers of the billing engine",
    settings:
      "Beacom's billing engine in this process, as it is configured by default: sendMoney; each changes two accounts, their statements and the ledger; keys, versions, hash chain, group commit",
    async open(callers) {
      const billing = await startBilling(databases);
      await payingCustomers(billing, { many: wallets, cents: openingCents, planId: "" });
      await billing.sql`vacuum analyze`;
      const next = transfersOf(callers);
      return {
        async once(caller) {
          const { key, from, to, amountCents } = next(caller);
          const parties = { customerId: customerOf(from), toCustomerId: customerOf(to), idempotencyKey: key };
          const sent = await billing.engine.transfers.sendMoney({
            ...parties,
            amountCents: BigInt(amountCents),
            currency: "ZAR",
          });
          if (sent.ok) return "done";
          if (sent.error.kind !== "wallet-too-low") throw new Error(sent.error.kind);
          return "refused";
        },
        async prove({ done }) {
          const [books] = await billing.sql<{ transfers: bigint; sum: bigint; held: bigint; negative: bigint }[]>`
            select
              (select count(*) / 2 from ledger_entries where account = 'transfer-clearing') as transfers,
              (select coalesce(sum(amount_cents), 0)::bigint from ledger_entries) as sum,
              (select sum(posted_cents)::bigint from accounts) as held,
              (select count(*) from accounts where posted_cents < 0) as negative`;
          const { transfers, sum, held, negative } = books!;
          const right = transfers === BigInt(done) && sum === 0n && negative === 0n;
          if (!right || held !== BigInt(wallets * openingCents))
            throw new Error(`${done} transfers were answered: ${transfers} are booked, wallets hold ${held}`);
        },
        close: () => billing.close(),
      };
    },
  });
