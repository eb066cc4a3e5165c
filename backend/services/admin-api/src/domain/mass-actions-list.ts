import { ok, type Result, refuse } from "@beacom/result";

/** One of those that somebody named, as far as can be told by looking at it. */
export type Named = {
  readonly given: string;
  readonly as: "customer" | "phone" | "unreadable";
};
export type ListRefusal = { readonly kind: "list-empty" } | { readonly kind: "list-too-long"; readonly most: number };

export const mostNamed = 20_000;
const longestGiven = 60;

/**
 * Customer ids and phone numbers as they are pasted from a spreadsheet or a message: one to a line, or with commas, semicolons or tabs between. What
 * is neither stays in the list, so that whoever pasted it sees what was not understood; what is there twice is named once.
 */
export function readList(text: string): Result<readonly Named[], ListRefusal> {
  const named = new Map<string, Named>();
  for (const piece of text.split(/[\r\n,;\t]+/)) {
    for (const given of wordsOf(piece)) {
      const as = kindOf(given);
      const same = as === "phone" ? given.replaceAll(/[^\d+]/g, "") : given;
      if (!named.has(same)) named.set(same, { given: given.slice(0, longestGiven), as });
      if (named.size > mostNamed) return refuse({ kind: "list-too-long", most: mostNamed });
    }
  }
  return named.size === 0 ? refuse({ kind: "list-empty" }) : ok([...named.values()]);
}

/** Spaces separate ids, and belong to phone numbers. */
function wordsOf(piece: string): readonly string[] {
  const text = piece.replaceAll(/["'\uFEFF]/g, "").trim();
  if (text === "") return [];
  const words = text.split(/\s+/);
  return words.some((word) => isCustomerId(word)) ? words : [text];
}

const isCustomerId = (text: string): boolean => /^cus_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text);

function kindOf(given: string): Named["as"] {
  if (isCustomerId(given)) return "customer";
  const digits = given.replaceAll(/\D/g, "").length;
  return /^\+?[\d ().-]+$/.test(given) && digits >= 9 && digits <= 15 ? "phone" : "unreadable";
}
