import { basename, extname } from "node:path";
import { type DictionaryFault, readDictionary } from "@beacom/radius";
import type { PolicyDocument } from "@beacom/proto/radius/v1/radius_admin";
import type { JsonObject } from "@bufbuild/protobuf";
import colours from "picocolors";
import { readGiven, readJsonObject } from "#commands/radius/files";
import { listed } from "#commands/radius/listed";
import type { RadiusHere } from "#commands/radius/here";
import { drawColumns } from "#console/columns";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";
import { countOf } from "#console/units";

/** The operator's own data that are kept as documents: access profiles, kinds of router, dictionaries. */
export type PolicyKind = "profile" | "nas-kind" | "dictionary";

const called: Readonly<Record<PolicyKind, { one: string; command: string }>> = {
  profile: { one: "access profile", command: "profile" },
  "nas-kind": { one: "kind of router", command: "kind" },
  dictionary: { one: "dictionary", command: "dictionary" },
};

export async function listDocuments(
  { admin, terminal }: RadiusHere,
  kind: PolicyKind,
  options: { json?: boolean },
): Promise<void> {
  const { documents } = await admin.listPolicy({ kind });
  if (options.json === true) return terminal.say(machineJson({ documents }));
  if (documents.length === 0) return terminal.say(`There is no ${called[kind].one} of your own.`);
  terminal.say(
    drawColumns(
      [{ title: called[kind].one }, { title: "says" }, { title: "from" }],
      documents.map((document) => [document.name, gist(document), document.shipped ? "Beacom" : "you"]),
    ),
  );
}

/** What it is, in one line. */
function gist({ definition, text, kind }: PolicyDocument): string {
  if (kind === "dictionary") {
    const count = (word: string) => text.split("\n").filter((line) => line.trim().startsWith(word)).length;
    return `${countOf(count("ATTRIBUTE"), "attribute")}, ${countOf(count("VALUE"), "named value")}`;
  }
  const { title, ...rest } = definition ?? {};
  const named = typeof title === "string" && title !== "" ? title : "";
  return [named, Object.keys(rest).join(", ")].filter((part) => part !== "").join(": ");
}

/** As it can be put again. */
export async function showDocument({ admin, terminal }: RadiusHere, kind: PolicyKind, name: string): Promise<void> {
  const { documents } = await admin.listPolicy({ kind });
  const found = documents.find((document) => document.name === name);
  const { one, command } = called[kind];
  if (found === undefined) {
    const names = documents.map((document) => document.name);
    throw new Problem(`no ${one} is called ${name}`, [listed(names, "There is none of your own.")]);
  }
  if (found.shipped && found.definition === undefined) {
    throw new Problem(`${name} comes with Beacom, which does not give its definition away`, [
      `One of your own with the same name replaces it: ./beacom radius ${command} put FILE --name ${name}`,
    ]);
  }
  terminal.say(kind === "dictionary" ? found.text.trimEnd() : JSON.stringify(found.definition ?? {}, null, 2));
}

export async function putDocument(
  { admin, terminal }: RadiusHere,
  kind: PolicyKind,
  file: string,
  options: { name?: string },
): Promise<void> {
  const name = options.name ?? nameOf(file);
  if (name === "") throw new Problem("what comes in has no name", ["Give it one: --name NAME"]);
  if (kind === "dictionary") await admin.putPolicy({ kind, name, text: understood(readGiven(file), file) });
  else await admin.putPolicy({ kind, name, definition: readJsonObject(file) as JsonObject });
  terminal.say(`${colours.green("✓")} the ${called[kind].one} ${name} is used from now on`);
}

export async function removeDocument({ admin, terminal }: RadiusHere, kind: PolicyKind, name: string): Promise<void> {
  await admin.removePolicy({ kind, name });
  terminal.say(`${colours.green("✓")} the ${called[kind].one} ${name} is gone`);
}

/** `home-20m.json` is home-20m, and FreeRADIUS' `dictionary.acme` is acme. */
export function nameOf(file: string): string {
  if (file === "-") return "";
  const base = basename(file);
  return base.startsWith("dictionary.") ? base.slice("dictionary.".length) : basename(base, extname(base));
}

/** The server would refuse it as well, but knows nothing of files. */
function understood(text: string, file: string): string {
  const read = readDictionary(text);
  if (read.ok) return text;
  throw new Problem(
    `${file} is not understood`,
    read.error.slice(0, 10).map((fault) => faultInWords(fault, file)),
  );
}

const faultInWords = ({ line, kind, word }: DictionaryFault, file: string): string =>
  kind === "include-refused"
    ? `${file}:${line}: $INCLUDE: put the files one by one, or make one file of them`
    : `${file}:${line}: ${kind.replaceAll("-", " ")}${word === "" ? "" : ` (${word})`}`;
