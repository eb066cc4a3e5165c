import { type Command, Option } from "commander";
import { addCommand, collect, jsonOption, onHere } from "#commands/radius/command";
import type { ImportOptions } from "#commands/radius/import";
import { importParts } from "#commands/radius/import/parts";
import { radiusShadow } from "#commands/radius/shadow";

/** Coming from another server. */
export function registerMove(radius: Command): void {
  addCommand(radius, "import", {
    about:
      "take routers, groups and subscribers over from FreeRADIUS' (or daloRADIUS') database; again for what has changed",
    such: [
      "radius import --from postgres://radius:radpass@10.0.0.5/radius --dry-run",
      "radius import --from mysql://radius:radpass@10.0.0.5/radius --report import.jsonl",
      "radius import --from postgres://… --only subscribers",
    ],
  })
    .addOption(
      new Option("--from <url>", "the database, only read from; in the environment it is in no list of processes")
        .env("BEACOM_IMPORT_FROM")
        .makeOptionMandatory(),
    )
    .option("--dry-run", "write nothing, say what would be")
    .addOption(new Option("--only <part>", "one part of it").choices(importParts))
    .option("--report <file>", "everything that was refused or not taken over as it was, one JSON object a line")
    .addOption(
      new Option("--zone <zone>", "of the FreeRADIUS server, whose dates are local")
        .env("BEACOM_ZONE")
        .default("Africa/Johannesburg"),
    )
    .option(...jsonOption)
    .addHelpText("after", "\nEnds with 1 when something was refused; everything else came over.\n")
    .action(
      onHere(async (here, options: ImportOptions) => {
        // Its drivers of databases are loaded for nobody else.
        const { radiusImport } = await import("#commands/radius/import");
        await radiusImport(here, options);
      }),
    );

  addCommand(radius, "shadow", {
    about: "compare what another server answered, as tcpdump saw it, with what this one would have answered",
    such: ["radius shadow --capture radius.pcap", "radius shadow --capture radius.pcap --ignore Acct-Interim-Interval"],
  })
    .requiredOption("--capture <file>", "what tcpdump or Wireshark wrote; - comes in, until it ends or Ctrl-C")
    .option("--ignore <attribute>", "one in which the two may differ; again for more", collect)
    .addOption(
      new Option("--secrets-from <where>", "whose secrets open the packets: those of the routers that the server knows")
        .choices(["nas"])
        .default("nas"),
    )
    .option(...jsonOption)
    .addHelpText(
      "after",
      "\nLive, beside the server in use:\n  $ tcpdump -i any -U -w - 'udp port 1812' | ./beacom radius shadow --capture -\n\nEnds with 0 when all that could be told is the same, else with 1. Nothing is sent and nothing changed.\n",
    )
    .action(onHere(radiusShadow));
}
