import { Command, InvalidArgumentError, Option } from "commander";
import { registerAudit } from "#commands/audit";
import { backupCommand } from "#commands/backup";
import { benchCommand } from "#commands/bench";
import { demoCommand } from "#commands/demo";
import { doctorCommand } from "#commands/doctor";
import { downCommand } from "#commands/down";
import { registerLedger } from "#commands/ledger";
import { migrateCommand } from "#commands/migrate";
import { registerRadius } from "#commands/radius/radius";
import { registerStaff } from "#commands/staff";
import { restoreCommand } from "#commands/restore";
import { statusCommand } from "#commands/status";
import { testCommand } from "#commands/test";
import { upCommand } from "#commands/up";
import { dataOption as data, examples } from "#console/help";

const portBase = () =>
  new Option(
    "--port-base <n>",
    "take all ports from this one on: gateway n, webhooks n+1, RADIUS n+2 and n+3, …",
  ).argParser(readPort);

export function buildProgram(): Command {
  const program = new Command("beacom")
    .description("The software an Internet provider runs on: customers, money, access to the network.")
    .showHelpAfterError("(./beacom --help shows what there is)")
    .helpOption("-h, --help", "say how it is used")
    .helpCommand(false)
    .addHelpText("after", examples("up", "up --detach && ./beacom status", "demo", "test"));

  program
    .command("up")
    .description("start everything on this machine: PostgreSQL, the services, the portal and a demo operator")
    .option("--detach", "return once everything answers; it goes on in the background")
    .addOption(data())
    .addOption(portBase())
    .option("--bind <address>", "where the gateway, the callbacks and RADIUS listen", "127.0.0.1")
    .addOption(
      new Option("--radius-processes <n>", "so many processes share the RADIUS ports (Linux; default: 1)").argParser(
        readProcesses,
      ),
    )
    .addHelpText("after", examples("up", "up --detach", "up --data /srv/beacom --port-base 21000", "up --bind 0.0.0.0"))
    .action(upCommand);
  program
    .command("status")
    .description("say what runs, since when, and whether it answers")
    .addOption(data())
    .option("--json", "as one JSON object")
    .addHelpText("after", examples("status", "status --json"))
    .action(statusCommand);
  program
    .command("down")
    .description("stop what `up` started, cleanly")
    .addOption(data())
    .addHelpText("after", examples("down", "down --data /srv/beacom"))
    .action(downCommand);
  program
    .command("demo")
    .description(
      "play the main flow against real parts: register, pay, get online, use up, throttle, top up, full speed",
    )
    .option("--here", "use the installation that `up` runs, instead of a temporary one")
    .option("--json", "the steps and results as one JSON object")
    .option("--keep", "leave the temporary data folder for a look")
    .addOption(data())
    .addHelpText("after", examples("demo", "demo --json", "demo --here"))
    .action(demoCommand);
  program
    .command("doctor")
    .description("say what is missing or misconfigured on this machine, with the remedy")
    .addOption(data())
    .addOption(portBase())
    .addHelpText("after", examples("doctor", "doctor --port-base 21000"))
    .action(doctorCommand);
  program
    .command("migrate")
    .description("bring the schema of every service up to date")
    .addOption(data())
    .option("--pending", "only say what is missing")
    .addHelpText("after", examples("migrate", "migrate --pending"))
    .action(migrateCommand);
  program
    .command("backup <file>")
    .description("write every table, at one moment, and the keys that open them into one file")
    .addOption(data())
    .option("--passphrase-file <path>", "encrypt the keys with the passphrase in this file")
    .addHelpText(
      "after",
      examples("backup beacom-2026-01-31.tar.gz", "backup all.tar.gz --passphrase-file ~/.beacom-passphrase"),
    )
    .action(backupCommand);
  program
    .command("restore <file>")
    .description("make a data folder from a backup, and check it row for row")
    .addOption(data())
    .option("--passphrase-file <path>", "the passphrase that the backup was made with")
    .addHelpText("after", examples("restore beacom-2026-01-31.tar.gz --data /srv/beacom"))
    .action(restoreCommand);
  registerAudit(program);
  registerLedger(program);
  registerRadius(program);
  registerStaff(program);
  program
    .command("bench [name]")
    .description("measure Beacom against a peer on this machine, in turn; without a name: say which there are")
    .option("--json", "as one JSON object")
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText("after", examples("bench", "bench radius", "bench radius --json"))
    .action(benchCommand);
  program
    .command("test")
    .description("format, lint, types, import directions, build, unit and integration tests, journeys in a browser")
    .option("--peers", "install the Debian packages of the peers and leave nothing out")
    .option("--only <steps>", "only these steps, with commas between", (value: string) => value.split(","))
    .addHelpText("after", examples("test", "test --peers", "test --only lint,types"))
    .action(testCommand);
  return program;
}

function readProcesses(text: string): number {
  const processes = Number(text);
  if (!Number.isInteger(processes) || processes < 1 || processes > 16)
    throw new InvalidArgumentError("a number from 1 to 16 is wanted.");
  return processes;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000)
    throw new InvalidArgumentError("a port from 1024 to 65000 is wanted.");
  return port;
}
