import { type Command, InvalidArgumentError, Option } from "commander";
import { auditExport, type ExportOptions } from "#commands/audit/audit-export";
import { withAudit } from "#commands/audit/audit-here";
import { auditSearch, type SearchOptions } from "#commands/audit/audit-search";
import { auditVerify } from "#commands/audit/audit-verify";
import { readFirstDay, readLastDay } from "#commands/ledger/days";
import { only, readCount } from "#commands/radius/arguments";
import { dataOption, examples } from "#console/help";

type Here = { readonly data?: string };

/** Who changed what, on whom and why. */
export function registerAudit(program: Command): void {
  const audit = program
    .command("audit")
    .description("what staff did: searched, written out, and proved whole")
    .helpCommand(false)
    .addHelpText("after", examples("audit verify", "audit search --whom cus_01hv…", "audit export --out audit.csv"));
  const add = (usage: string, about: string, ...such: readonly string[]) =>
    audit
      .command(usage)
      .description(about)
      .addOption(dataOption())
      .addHelpText("after", examples(...such));
  const addSearching = (usage: string, about: string, ...such: readonly string[]) =>
    add(usage, about, ...such)
      .option("--who <id>", "of one member of staff or service: stf_…")
      .option("--what <deed>", "as staff.invited; all of a kind with a dot at the end: staff.")
      .option("--whom <id>", "on one customer, reseller, plan …")
      .option("--why <words>", "words of the reason")
      .option("--from <day>", "the first day", only(readFirstDay))
      .option("--to <day>", "the last day", only(readLastDay));

  add(
    "verify",
    "compute the chain again and name the first entry that does not follow",
    "audit verify",
    "audit verify --known 120:9f2c…",
  )
    .option("--known <position:hash>", "written down earlier: the chain must still go through it", only(readKnown))
    .option("--json", "as one JSON object")
    .action((options: Here & Parameters<typeof auditVerify>[1]) =>
      withAudit(options.data, (here) => auditVerify(here, options)),
    );
  addSearching(
    "search",
    "who did what, the newest first",
    "audit search --whom cus_01hv…",
    "audit search --what staff. --why left",
  )
    .option("--limit <n>", "how many (default: 50)", only(readCount))
    .option("--before <position>", "go on from there", only(readCount))
    .option("--json", "as one JSON object")
    .action((options: Here & SearchOptions) => withAudit(options.data, (here) => auditSearch(here, options)));
  addSearching(
    "export",
    "write out what was done, the newest first",
    "audit export --format jsonl --from 2026-03-01 --out march.jsonl",
  )
    .addOption(new Option("--format <format>", "what to write").choices(["csv", "jsonl"]).default("csv"))
    .option("--out <file>", "where to write it (default: to the screen)")
    .action((options: Here & ExportOptions) => withAudit(options.data, (here) => auditExport(here, options)));
}

export function readKnown(text: string): { position: bigint; hash: string } {
  const [, position, hash] = /^([1-9]\d{0,17}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (position === undefined || hash === undefined)
    throw new InvalidArgumentError("a position and a hash are wanted, as `audit verify` wrote them: 120:9f2c….");
  return { position: BigInt(position), hash };
}
