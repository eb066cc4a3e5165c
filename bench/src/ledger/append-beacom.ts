import { type Command, eventStoreMigrations, openEventStore } from "@beacom/event-store";
import { outboxMigrations } from "@beacom/outbox";
import { connect } from "@beacom/postgres";
import { valueOf } from "@beacom/result";
import type { Databases } from "#ledger/database";
import { paymentOf, paymentsOf, paymentType, walletOf } from "#ledger/payments";
import { type Side, sideOf } from "#ledger/side";

export const ledgerSchema = { schema: "ledger", migrations: [outboxMigrations, eventStoreMigrations] };

export const beacomAppend = (databases: Databases): Side =>
  sideOf({
    name: "Beacom, appending",
    settings:
      "@beacom/event-store in this process: the key of each command, the version of its stream and a hash chain over all events; group commit",
    async open(callers) {
      const database = await databases.of(ledgerSchema);
      const sql = connect(database.url, { max: 4, name: "bench" });
      const store = openEventStore({ sql });
      const next = paymentsOf(callers);
      return {
        async once(caller) {
          const { wallet, version } = next(caller);
          valueOf(await store.append(paymentCommand(wallet, version)));
          return "done";
        },
        async prove({ done }) {
          const report = await store.verifyChain();
          if (!report.intact || report.events !== BigInt(done))
            throw new Error(
              `${done} appends were answered; the chain: ${JSON.stringify({ ...report, events: String(report.events) })}`,
            );
        },
        async close() {
          await store.close();
          await sql.end({ timeout: 5 });
          await database.drop();
        },
      };
    },
  });

function paymentCommand(wallet: number, version: number): Command {
  const data = paymentOf(wallet, version);
  return {
    commandKey: `payment:${data.paymentId}`,
    writes: [
      {
        stream: walletOf(wallet),
        expectedVersion: version - 1,
        events: [{ type: paymentType, data, at: new Date() }],
      },
    ],
  };
}
