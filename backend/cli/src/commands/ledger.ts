import { BillingService } from "@beacom/proto/billing/v1/billing";
import colours from "picocolors";
import { running } from "#commands/running";

export async function ledgerVerifyCommand(options: { data?: string; json?: boolean }): Promise<void> {
  const { peers } = running(options.data);
  const result = await peers.core(BillingService).verifyLedger({}, { timeoutMs: 600_000 });
  const good = result.balanced && result.chainIntact && result.rebuildEqualsLive && result.problems.length === 0;
  if (!good) process.exitCode = 1;
  if (options.json === true) {
    const { balanced, chainIntact, chainHead, rebuildEqualsLive, events, transactions, problems } = result;
    console.log(
      JSON.stringify({
        balanced,
        chainIntact,
        chainHead,
        rebuildEqualsLive,
        events: Number(events),
        transactions: Number(transactions),
        problems,
      }),
    );
    return;
  }
  const say = (fine: boolean, text: string) => console.log(`${fine ? colours.green("✓") : colours.red("✗")} ${text}`);
  say(result.balanced, `the ledger sums to zero over ${result.transactions} transactions`);
  say(result.chainIntact, `the chain of ${result.events} events is unbroken`);
  say(result.rebuildEqualsLive, "what is rebuilt from the events equals what is served");
  for (const problem of result.problems) say(false, problem);
  // Who can write to the database can make a whole chain anew, but not with the same end.
  if (result.chainHead !== "") console.log(`  write this down elsewhere: ${result.chainHead}`);
}
