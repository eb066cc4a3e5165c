import { type Command, Option } from "commander";
import { only, readCount, readPortNumber } from "#commands/radius/arguments";
import {
  issueCertificate,
  type IssueOptions,
  listCertificates,
  renewCertificate,
  revokeCertificate,
  showAuthority,
} from "#commands/radius/certificate";
import { addCommand, addGroup, collect, jsonOption, onHere } from "#commands/radius/command";
import {
  listHomeServers,
  listRealms,
  putHomeServer,
  putRealm,
  removeHomeServer,
  removeRealm,
} from "#commands/radius/realms";

const intoFiles = (command: Command): Command =>
  command
    .option("--days <n>", "how long it holds", only(readCount))
    .option("--csr <file>", "a signing request in PEM; without one, a key is made and given out once")
    .option("--out <folder>", "where the files go", ".")
    .option("--key <file>", "where the key goes; - prints it")
    .option("--p12", "also as PKCS #12, for phones and computers")
    .option("--passphrase-file <file>", "of the .p12; without, one is made up and shown once");

/** Certificates for EAP-TLS and RadSec. */
export function registerCertificates(radius: Command): void {
  const certificate = addGroup(radius, "certificate", "certificates for EAP-TLS and RadSec");
  addCommand(certificate, "list", {
    about: "list them, newest first",
    such: ["radius certificate list --valid", "radius certificate list --owner tower-1"],
  })
    .option("--owner <owner>", "of this customer (cus_…) or router")
    .option("--valid", "only those that are accepted now")
    .option("--limit <n>", "at most so many", only(readCount), 100)
    .option(...jsonOption)
    .action(onHere(listCertificates));
  const issue = addGroup(certificate, "issue", "issue one, into files");
  for (const [kind, who, about, example] of [
    ["customer", "<customer>", "for a device of a customer (EAP-TLS)", "thandi --name phone --p12"],
    ["router", "<router>", "for a router (RadSec)", "tower-1 --days 365"],
  ] as const) {
    intoFiles(
      addCommand(issue, `${kind} ${who}`, { about, such: [`radius certificate issue ${kind} ${example}`] }).option(
        "--name <text>",
        "what it is for",
      ),
    ).action(onHere((here, owner: string, options: IssueOptions) => issueCertificate(here, kind, owner, options)));
  }
  intoFiles(
    addCommand(certificate, "renew <serial>", {
      about: "issue another one for the same; the former goes on until it is revoked or ends",
      such: ["radius certificate renew 3f2a…"],
    }),
  ).action(onHere(renewCertificate));
  addCommand(certificate, "revoke <serial>", {
    about: "accept it no more",
    such: ["radius certificate revoke 3f2a… --reason key-compromise"],
  })
    .addOption(
      new Option("--reason <reason>", "why")
        .choices(["key-compromise", "superseded", "cessation-of-operation", "affiliation-changed", "unspecified"])
        .default("unspecified"),
    )
    .action(onHere(revokeCertificate));
  addCommand(certificate, "authority", {
    about: "show the authority, and write what devices and routers must know",
    such: [
      "radius certificate authority --certificate beacom-ca.pem",
      "radius certificate authority --revocation-list beacom.crl",
    ],
  })
    .option("--certificate <file>", "write its certificate in PEM; - prints it")
    .option("--revocation-list <file>", "write the list of those that are revoked, in DER")
    .option(...jsonOption)
    .action(onHere(showAuthority));
}

/** Users of other operators. */
export function registerRealms(radius: Command): void {
  const realm = addGroup(radius, "realm", "users of other operators: where they are asked about");
  addCommand(realm, "list", { about: "list them", such: ["radius realm list"] })
    .option(...jsonOption)
    .action(onHere(listRealms));
  addCommand(realm, "put <name>", {
    about: "add a realm or change it; “default” is every other one, “none” is names without one",
    such: ["radius realm put partner.example --server partner-1 --server partner-2 --strip --accounting"],
  })
    .option("--server <name>", "a home server that is asked; again for more, in their order", collect)
    .option("--local", "its users are ours")
    .addOption(new Option("--order <order>", "one at a time, or each its share").choices(["failover", "balance"]))
    .option("--strip", "the name goes there without its realm")
    .option("--no-strip", "the name goes there as it is")
    .option("--accounting", "accounting goes there too")
    .option("--no-accounting", "accounting stays here")
    .option("--allow <attribute>", "an attribute that its answers may carry; again for more", collect)
    .action(onHere(putRealm));
  addCommand(realm, "remove <name>", { about: "no more", such: ["radius realm remove partner.example"] }).action(
    onHere(removeRealm),
  );

  const server = addGroup(radius, "home-server", "servers of other operators");
  addCommand(server, "list", { about: "list them, with whether they answer", such: ["radius home-server list"] })
    .option(...jsonOption)
    .action(onHere(listHomeServers));
  addCommand(server, "put <name>", {
    about: "add one or change it; what is not given stays as it is",
    such: [
      "radius home-server put partner-1 --address 203.0.113.7 --secret-file partner.secret",
      "radius home-server put roaming --address radsec.example --transport radsec --tls-authority roaming-ca.pem",
    ],
  })
    .option("--address <address>", "its address; over RadSec a host name will do")
    .addOption(new Option("--transport <transport>", "how it is asked").choices(["udp", "radsec"]))
    .option("--auth-port <port>", "for logins, or RadSec", only(readPortNumber))
    .option("--acct-port <port>", "for accounting", only(readPortNumber))
    .option("--secret-file <file>", "the secret is in this file, or comes in with -")
    .option("--tls-name <name>", "the name that its certificate must have")
    .option("--tls-authority <file>", "the authority that its certificate must be from, in PEM")
    .option("--patience-ms <n>", "without an answer for so long it is asked no more", only(readCount))
    .action(onHere(putHomeServer));
  addCommand(server, "remove <name>", { about: "no more", such: ["radius home-server remove partner-1"] }).action(
    onHere(removeHomeServer),
  );
}
