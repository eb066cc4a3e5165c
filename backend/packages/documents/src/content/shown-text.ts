/**
 * Text of others as a document may show it: one line, in composed letters, without what draws nothing or reorders its neighbours (a
 * right-to-left override before an amount would make 100 read as 001), and never longer than the page has room for.
 */
export function shown(text: string, mostLetters = 120): string {
  const visible = text
    .toWellFormed()
    .normalize("NFC")
    .replace(lineEnds, " ")
    .replace(drawsNothing, "")
    .replace(stackedMarks, "$1")
    // A deprecated letter of Afrikaans, in no typeface of today: it is written as these two.
    .replaceAll("ŉ", "’n")
    .replace(/\s+/gu, " ")
    .trim();
  return visible.length <= mostLetters ? visible : `${cut(visible, mostLetters - 1).trimEnd()}…`;
}

/** Address lines and the like: empty ones are left out, and more than `mostLines` run on in the last. */
export function shownLines(lines: readonly string[], mostLines: number, mostLetters = 80): string[] {
  const kept = lines.map((line) => shown(line, mostLetters)).filter((line) => line !== "");
  if (kept.length <= mostLines) return kept;
  return [...kept.slice(0, mostLines - 1), shown(kept.slice(mostLines - 1).join(", "), mostLetters)];
}

const lineEnds = /[\t\n\v\f\r\u0085\u2028\u2029]/gu;
/** Controls, format characters (joiners excepted: scripts and emoji need them), private and unassigned ones. */
const drawsNothing = /(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu;
/** Marks heaped on one letter grow over the lines above. */
const stackedMarks = /(\p{M}{4})\p{M}+/gu;

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

function cut(text: string, most: number): string {
  let end = 0;
  // A letter of more than `most` units does not exist once stacked marks are gone, save for long chains of joined emoji.
  for (const { segment, index } of letters.segment(text.slice(0, most + 64))) {
    if (index + segment.length > most) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
