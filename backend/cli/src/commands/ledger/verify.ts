import colours from "picocolors";
import type { LedgerHere } from "#commands/ledger/books-here";
import { machineJson } from "#console/machine-json";

/** Replays everything and says every problem in words; ends with 1 if there is one. */
export async function ledgerVerify({ books, terminal }: LedgerHere, options: { json?: boolean }): Promise<void> {
  const signal = terminal.interruption();
  const whole = await books.events();
  const report = await books.verify(signal, (events) => {
    if (events % 500n === 0n) terminal.progress(`replayed ${events} of ${whole} events`);
  });
  const { balanced, chainIntact, chainHead, rebuildEqualsLive, events, transactions, problems } = report;
  if (!balanced || !chainIntact || !rebuildEqualsLive || problems.length > 0) terminal.fail();
  if (options.json === true) return terminal.say(machineJson(report));
  const line = (fine: boolean, text: string) => `${fine ? colours.green("✓") : colours.red("✗")} ${text}`;
  const suspense = (await books.trialBalance({ before: new Date("9999-12-31"), basis: "recorded" })).rows.filter(
    ({ account, balanceCents }) => account === "suspense" && balanceCents !== 0n,
  );
  terminal.say(
    [
      line(balanced, `the ledger sums to zero over ${transactions} transactions`),
      line(chainIntact, `the chain of ${events} events is unbroken`),
      line(rebuildEqualsLive, "what is rebuilt from the events equals what is served"),
      ...problems.map((problem) => line(false, problem)),
      ...suspense.map(({ balanceCents, currency }) => `  ${-balanceCents} ${currency} cents are in suspense`),
      // Who can write to the database can make a whole chain anew, but not with the same end.
      ...(chainHead === "" ? [] : [`  write this down elsewhere: ${chainHead}`]),
    ].join("\n"),
  );
}
