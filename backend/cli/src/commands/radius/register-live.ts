import { type Command, Option } from "commander";
import { only, readCount, readMac, readSessionId, readTime } from "#commands/radius/arguments";
import { radiusAuthorizations } from "#commands/radius/authorizations";
import { radiusChanges } from "#commands/radius/changes";
import { addCommand, addGroup, jsonOption, onHere } from "#commands/radius/command";
import { radiusDisconnect } from "#commands/radius/disconnect";
import { radiusExplain } from "#commands/radius/explain";
import { listQuarantine, settleQuarantine } from "#commands/radius/quarantine";
import { radiusSessions } from "#commands/radius/sessions";
import { radiusStatus } from "#commands/radius/status";
import { radiusTest } from "#commands/radius/test";
import { loginMethods } from "#commands/radius/test-login/login";

/** What happens now: logins, sessions, and what is sent to change them. */
export function registerLive(radius: Command): void {
  addCommand(radius, "status", {
    about: "say how the server stands: subscribers, sessions, what waits, its processes",
    such: ["radius status", "radius status --json"],
  })
    .option(...jsonOption)
    .action(onHere(radiusStatus));

  addCommand(radius, "test <user>", {
    about: "log in over UDP from this machine as a router does, and say what came back and why",
    such: [
      "radius test thandi",
      "radius test thandi --method ms-chap-v2 --nas tower-1 --account",
      "radius test aa:bb:cc:dd:ee:ff --method mac",
    ],
  })
    .option("--password <text>", "another password than the user's own")
    .addOption(new Option("--method <method>", "how it proves itself").choices(loginMethods).default("pap"))
    .option("--nas <name>", "speak as a router of the same kind as this one")
    .option("--mac <address>", "the device that logs in", only(readMac))
    .option("--account", "report a session too: Start, Interim, Stop, with 0 octets")
    .option(...jsonOption)
    .addHelpText(
      "after",
      "\nIt is a login like any other: it may count as the first one, takes a place among the devices at once, and an address of a pool.\n",
    )
    .action(onHere(radiusTest));

  addCommand(radius, "sessions", {
    about: "list sessions, newest first",
    such: [
      "radius sessions --open --nas tower-1",
      "radius sessions --user thandi --limit 10",
      "radius sessions --open --watch",
    ],
  })
    .option("--open", "only those that are open")
    .option("--nas <name>", "at this router")
    .option("--user <name>", "of this username")
    .option("--customer <id>", "of this customer")
    .option("--ip <address>", "with this address")
    .option("--mac <address>", "of this device", only(readMac))
    .option("--session <id>", "the one of this id", only(readSessionId))
    .option("--limit <n>", "at most so many", only(readCount), 50)
    .option("--watch", "again every two seconds")
    .option(...jsonOption)
    .action(onHere(radiusSessions));

  addCommand(radius, "explain <who>", {
    about: "say what a router would get for a subscriber, and why; changes nothing",
    such: ["radius explain thandi --nas tower-1", 'radius explain thandi --nas tower-1 --at "2026-01-31 23:30"'],
  })
    .requiredOption("--nas <name>", "the router that asks")
    .option("--at <time>", "then instead of now", only(readTime))
    .option("--mac <address>", "the device that logs in", only(readMac))
    .option(...jsonOption)
    .action(onHere(radiusExplain));

  const disconnect = addCommand(radius, "disconnect [session]", {
    about: "end one session, or many at the pace of their routers",
    such: [
      "radius disconnect ses_01kb2v6x7m8n9p0q1r2s3t4v5w",
      "radius disconnect --user thandi",
      'radius disconnect --nas tower-1 --refresh --note "new speeds" --yes',
    ],
  });
  // A session id is refused before anything is asked of the server.
  disconnect.registeredArguments[0]?.argParser(only(readSessionId));
  disconnect
    .option("--user <name>", "the open sessions of this username or customer id")
    .option("--nas <name>", "those at this router")
    .option("--profile <name>", "those of subscribers with this access profile")
    .addOption(
      new Option("--level <level>", "those of subscribers with this service level").choices([
        "full",
        "throttled",
        "walled-garden",
        "blocked",
      ]),
    )
    .option("--refresh", "bring them to what the subscriber may have now, instead of ending them")
    .option("--note <text>", "why, for whoever asks later")
    .option("--yes", "do not ask")
    .option(...jsonOption)
    .action(onHere(radiusDisconnect));

  addCommand(radius, "changes [id]", {
    about: "say how a change of many sessions goes; without an id: the last ones",
    such: ["radius changes", "radius changes chg_01kb2v6x7m8n9p0q1r2s3t4v5w --cancel"],
  })
    .option("--cancel", "begin no more of it")
    .option(...jsonOption)
    .action(onHere(radiusChanges));

  addCommand(radius, "authorizations", {
    about: "list CoA and Disconnect, newest first, with what the routers answered",
    such: ["radius authorizations --failed", "radius authorizations --nas tower-1 --limit 200"],
  })
    .option("--failed", "only those that were refused or not answered")
    .option("--nas <name>", "to this router")
    .option("--customer <id>", "for this customer")
    .option("--session <id>", "for this session")
    .option("--change <id>", "of this change of many sessions")
    .option("--limit <n>", "at most so many", only(readCount), 50)
    .option(...jsonOption)
    .action(onHere(radiusAuthorizations));

  registerQuarantine(addGroup(radius, "quarantine", "accounting reports that the database would not take"));
}

function registerQuarantine(quarantine: Command): void {
  addCommand(quarantine, "list", { about: "list them, with why", such: ["radius quarantine list --json"] })
    .option("--limit <n>", "at most so many", only(readCount), 50)
    .option(...jsonOption)
    .action(onHere(listQuarantine));
  for (const [how, about] of [
    ["retry", "take them in once more, as if they had just come"],
    ["discard", "forget them: what they count is lost"],
  ] as const) {
    addCommand(quarantine, `${how} [ids...]`, {
      about,
      such: [`radius quarantine ${how} 17 18`, `radius quarantine ${how} --all`],
    })
      .option("--all", "all that there are")
      .action(onHere((here, ids: string[], options: { all?: boolean }) => settleQuarantine(here, how, ids, options)));
  }
}
