import { type Command, Option } from "commander";
import { type LedgerHere, withBooks } from "#commands/ledger/books-here";
import { readFirstDay, readLastDay } from "#commands/ledger/days";
import { type ExplainOptions, ledgerExplain } from "#commands/ledger/explain";
import { type ExportOptions, ledgerExport } from "#commands/ledger/export";
import { ledgerRebuild } from "#commands/ledger/rebuild";
import { ledgerTrialBalance, type TrialBalanceOptions } from "#commands/ledger/trial-balance";
import { ledgerVerify } from "#commands/ledger/verify";
import { only, readCount, readTime } from "#commands/radius/arguments";
import { dataOption, examples } from "#console/help";

type Here = { readonly data?: string; readonly json?: boolean };

/** The books: checked, put right, written out, summed up and explained. */
export function registerLedger(program: Command): void {
  const ledger = program
    .command("ledger")
    .description("the books")
    .helpCommand(false)
    .addHelpText("after", examples("ledger verify", "ledger trial-balance", "ledger explain cus_01hv…"));
  const add = (usage: string, about: string, ...such: readonly string[]) =>
    ledger
      .command(usage)
      .description(about)
      .addOption(dataOption())
      .addHelpText("after", examples(...such));
  const json = ["--json", "as one JSON object"] as const;
  const books = <O extends Here>(options: O, run: (here: LedgerHere, options: O) => Promise<void>) =>
    withBooks(options.data, (here) => run(here, options));

  add(
    "verify",
    "replay everything and check every invariant: in balance, chain unbroken, rebuild equal to live",
    "ledger verify",
  )
    .option(...json)
    .action((options: Here) => books(options, ledgerVerify));
  add("rebuild", "rebuild what is served from the events, and put right the rows that differ", "ledger rebuild")
    .option(...json)
    .action((options: Here) => books(options, ledgerRebuild));
  add(
    "export",
    "write the ledger out, for hledger or for an accountant's spreadsheet",
    "ledger export --out ledger.journal",
    "ledger export --format csv --from 2026-03-01 --to 2026-03-31 --out march.csv",
  )
    .addOption(new Option("--format <format>", "what to write").choices(["hledger", "csv"]).default("hledger"))
    .option("--from <day>", "the first day, by the time of recording", only(readFirstDay))
    .option("--to <day>", "the last day", only(readLastDay))
    .option("--out <file>", "where to write it (default: to the screen)")
    .action((options: Here & ExportOptions) => books(options, ledgerExport));
  add(
    "trial-balance",
    "what every account of the chart holds, and that it adds up to zero",
    "ledger trial-balance",
    "ledger trial-balance --as-of 2026-03-31 --party cus_01hv…",
  )
    .option("--as-of <day>", "up to and with this day (default: now)", only(readLastDay))
    .option("--recorded", "by the time of recording, not by when it was true")
    .option("--party <id>", "of one customer or reseller alone")
    .option(...json)
    .action((options: Here & TrialBalanceOptions) => books(options, ledgerTrialBalance));
  add(
    "explain <id>",
    "the story of an account: what came in, what each bundle paid and why, and where every cent is now",
    "ledger explain cus_01hv…",
    "ledger explain ses_01hv… --since 2026-03-01 --limit 50",
  )
    .option("--since <time>", "only what happened since then", only(readTime))
    .option("--limit <n>", "only the newest lines", only(readCount))
    .option(...json)
    .action((id: string, options: Here & ExplainOptions) =>
      books(options, (here, chosen) => ledgerExplain(here, id, chosen)),
    );
}
