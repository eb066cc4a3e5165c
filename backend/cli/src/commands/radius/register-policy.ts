import type { Command } from "commander";
import { addCommand, addGroup, jsonOption, onHere } from "#commands/radius/command";
import { listDocuments, type PolicyKind, putDocument, removeDocument, showDocument } from "#commands/radius/policy";

const groups: readonly { name: string; kind: PolicyKind; about: string; file: string; example: string }[] = [
  {
    name: "profile",
    kind: "profile",
    about: "access profiles: how a service is delivered",
    file: "home-20m.json",
    example: "home-20m",
  },
  {
    name: "kind",
    kind: "nas-kind",
    about: "kinds of router: what a make understands",
    file: "acme.json",
    example: "acme",
  },
  {
    name: "dictionary",
    kind: "dictionary",
    about: "attributes of vendors that Beacom does not know, in FreeRADIUS' format",
    file: "dictionary.acme",
    example: "acme",
  },
];

/** Documents of the operator's own. */
export function registerPolicy(radius: Command): void {
  for (const { name, kind, about, file, example } of groups) {
    const group = addGroup(radius, name, about);
    addCommand(group, "list", { about: "list them", such: [`radius ${name} list`] })
      .option(...jsonOption)
      .action(onHere((here, options: { json?: boolean }) => listDocuments(here, kind, options)));
    addCommand(group, "show <name>", {
      about: "print one, as it can be put again",
      such: [`radius ${name} show ${example} > ${file}`],
    }).action(onHere((here, wanted: string) => showDocument(here, kind, wanted)));
    addCommand(group, "put <file>", {
      about: "use what is in this file from now on; - comes in",
      such: [`radius ${name} put ${file}`, `radius ${name} put - --name ${example} < ${file}`],
    })
      .option("--name <name>", "its name, when it is not the file's")
      .action(onHere((here, path: string, options: { name?: string }) => putDocument(here, kind, path, options)));
    addCommand(group, "remove <name>", { about: "no more", such: [`radius ${name} remove ${example}`] }).action(
      onHere((here, wanted: string) => removeDocument(here, kind, wanted)),
    );
  }
}
