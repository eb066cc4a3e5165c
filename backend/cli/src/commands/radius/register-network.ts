import { type Command, Option } from "commander";
import { putDevice, removeDevice, setAccess, showAccess } from "#commands/radius/access";
import { only, readCount, readMac, readPortNumber } from "#commands/radius/arguments";
import { addCommand, addGroup, jsonOption, onHere } from "#commands/radius/command";
import { listRouters, putRouter, removeRouter } from "#commands/radius/nas";
import { listPools, putPool, removePool } from "#commands/radius/pool";

/** Routers. */
export function registerRouters(radius: Command): void {
  const nas = addGroup(radius, "nas", "the routers that may ask");
  addCommand(nas, "list", { about: "list them", such: ["radius nas list", "radius nas list --json"] })
    .option(...jsonOption)
    .action(onHere(listRouters));
  addCommand(nas, "put <name>", {
    about: "add a router or change it; what is not given stays as it is",
    such: [
      "radius nas put tower-1 --address 10.0.0.1 --kind mikrotik --new-secret",
      "radius nas put cafe --address 0.0.0.0/0 --identifier cafe --secret-file cafe.secret",
      "radius nas put tower-1 --api-user beacom --api-password-file - --api-tls",
    ],
  })
    .option("--address <address>", "where its packets come from: an address or a network")
    .option("--kind <name>", "what it understands: mikrotik, cisco, unifi, standard … (./beacom radius kind list)")
    .option("--new-secret", "make its secret up and show it once")
    .option("--secret-file <file>", "its secret is in this file, or comes in with -")
    .option("--identifier <text>", "its NAS-Identifier, where others have the same address")
    .option("--certificate <name>", "RadSec: a name in its certificate, or sha256: and the fingerprint")
    .option("--coa-port <port>", "where it listens for CoA and Disconnect", only(readPortNumber))
    .option("--coa-address <address>", "and at which address, when it is not that of its packets")
    .option("--coa-per-second <n>", "at most so many a second", only(readCount))
    .addOption(
      new Option("--message-authenticator <when>", "whether its requests must be signed (CVE-2024-3596)").choices([
        "yes",
        "no",
        "auto",
      ]),
    )
    .option("--counters-reversed", "it reports the download as Acct-Input-Octets")
    .option("--no-counters-reversed", "it reports as the RFC says")
    .option("--unsigned-proxy-state", "a proxy from before 2024 is between; only on a network of your own")
    .option("--no-unsigned-proxy-state", "drop Proxy-State that is not signed")
    .option("--after-failed-coa <steps>", "disconnect, device-api, or both with a comma between")
    .option("--api-user <name>", "RouterOS' API, for when RADIUS cannot: its user")
    .option("--api-password-file <file>", "its password is in this file, or comes in with -")
    .option("--api-address <address>", "its address, when it is not that of the packets")
    .option("--api-port <port>", "its port", only(readPortNumber))
    .option("--api-tls", "it speaks TLS")
    .option("--api-fingerprint <sha256>", "of its certificate")
    .option("--no-api", "no API any more")
    .action(onHere(putRouter));
  addCommand(nas, "remove <name>", { about: "answer it no more", such: ["radius nas remove tower-1"] }).action(
    onHere(removeRouter),
  );

  const pool = addGroup(radius, "pool", "addresses that the server gives out");
  addCommand(pool, "list", { about: "list them, with how much is taken", such: ["radius pool list"] })
    .option(...jsonOption)
    .action(onHere(listPools));
  addCommand(pool, "put <name> <ranges...>", {
    about: "add a pool, or give it other ranges",
    such: [
      "radius pool put homes 100.64.0.0/16",
      "radius pool put homes 100.64.0.0/16 100.66.0.10-100.66.0.250",
      "radius pool put homes-v6 2001:db8::/32 --prefix-length 56",
    ],
  })
    .option("--prefix-length <n>", "of what each subscriber gets: 32; of IPv6 56, or 64 for a link", only(readCount))
    .option("--keep-hours <n>", "an address stays its subscriber's so long after the last login", only(readCount))
    .action(onHere(putPool));
  addCommand(pool, "remove <name>", {
    about: "give nothing out of it any more",
    such: ["radius pool remove homes"],
  }).action(onHere(removePool));
}

/** What is one subscriber's alone. */
export function registerSubscribers(radius: Command): void {
  const access = addGroup(radius, "access", "a subscriber's profile, and what is theirs alone");
  addCommand(access, "show <customer>", {
    about: "show it: by customer id, username or a device's address",
    such: ["radius access show thandi"],
  })
    .option(...jsonOption)
    .action(onHere(showAccess));
  addCommand(access, "set <customer>", {
    about: "set the profile, or the settings that are theirs alone, or both",
    such: ["radius access set thandi --profile home-20m", "radius access set thandi --file thandi.json"],
  })
    .option("--profile <name>", "the access profile; default for the usual one")
    .option(
      "--file <json>",
      "all of their own settings: address, hours, simultaneousUse, callingStationIds …; - comes in",
    )
    .option(...jsonOption)
    .action(onHere(setAccess));

  const device = addGroup(radius, "device", "devices that log in by their hardware address");
  addCommand(device, "put <customer> <mac>", {
    about: "let a device in as this customer",
    such: ['radius device put thandi aa:bb:cc:dd:ee:ff --name "television"'],
  })
    .option("--name <text>", "what it is")
    .action(
      onHere((here, who: string, mac: string, options: { name?: string }) =>
        putDevice(here, who, readMac(mac), options),
      ),
    );
  addCommand(device, "remove <mac>", { about: "no more", such: ["radius device remove aa:bb:cc:dd:ee:ff"] }).action(
    onHere((here, mac: string) => removeDevice(here, readMac(mac))),
  );
}
