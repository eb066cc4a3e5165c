import { ok, type Result, refuse } from "@beacom/result";
import type { Sentence } from "#sentence-reader";

/** An item of a menu as the router prints it: property names to texts. */
export type Row = Readonly<Record<string, string>>;

export type Reply = {
  readonly kind: "row" | "done" | "trap" | "fatal" | "empty";
  /** The command that it answers; `!fatal` and the answer to an untagged command have none. */
  readonly tag: string | undefined;
  readonly attributes: Row;
  /** `!fatal` gives its reason in a word without a name. */
  readonly text: string;
};

export type NotAReply = { readonly kind: "not-a-reply"; readonly word: string };

const kinds: Readonly<Record<string, Reply["kind"]>> = {
  "!re": "row",
  "!done": "done",
  "!trap": "trap",
  "!fatal": "fatal",
  // RouterOS 7.18: a print that found nothing says so before its !done.
  "!empty": "empty",
};

/** A sentence from the router: what it is, `=name=value` words, `.tag=`, and bare words. */
export function readReply(sentence: Sentence): Result<Reply, NotAReply> {
  const [first = "", ...words] = sentence;
  const kind = Object.hasOwn(kinds, first) ? kinds[first] : undefined;
  if (kind === undefined) return refuse({ kind: "not-a-reply", word: first.slice(0, 40) });
  const attributes: [string, string][] = [];
  const bare: string[] = [];
  let tag: string | undefined;
  for (const word of words) {
    const equals = word.indexOf("=", 1);
    if (word.startsWith(".tag=")) tag = word.slice(5);
    else if (!word.startsWith("=")) bare.push(word);
    else if (equals < 0) attributes.push([word.slice(1), ""]);
    else attributes.push([word.slice(1, equals), word.slice(equals + 1)]);
  }
  // fromEntries defines properties: a router that prints one called __proto__ changes nothing but its own row.
  return ok({ kind, tag, attributes: Object.fromEntries(attributes), text: bare.join(" ") });
}
