import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { coverageOf } from "#pdf/font-coverage";
import { switchOff } from "#pdf/open-type";
import { openTypeOf } from "#pdf/woff";

/** Inter comes in files of one script each, so a text is drawn in runs of the file that has its letters. */
export type Subset = "latin" | "latin-ext" | "vietnamese" | "greek" | "cyrillic";
export type Weight = "regular" | "strong";
export type Run = { readonly subset: Subset; readonly text: string };

/** The rand sign and almost every letter of South Africa are in the first; Venda's, ₦ and ₵ in the second; ẹ and ọ in the third. */
export const subsets: readonly Subset[] = ["latin", "latin-ext", "vietnamese", "greek", "cyrillic"];
export const weights: readonly Weight[] = ["regular", "strong"];

/** Stands for a letter that the typeface does not have: an Ethiopic name, an emoji. */
export const substitute = "?";

/** What is drawn of a text. Where it differs from the text, screen readers and searches are given the text itself. */
export const drawable = (text: string): string =>
  isPlain(text)
    ? text
    : runsOf(text)
        .map((run) => run.text)
        .join("");

export function runsOf(text: string): readonly Run[] {
  if (isPlain(text)) return [{ subset: "latin", text }];
  const runs: { subset: Subset; text: string }[] = [];
  for (const { segment } of letters.segment(text)) {
    const before = runs.at(-1);
    const found = subsetOf(segment, before?.subset);
    const [subset, letter] = found === undefined ? (["latin", substitute] as const) : [found, segment];
    if (before?.subset === subset) before.text += letter;
    else runs.push({ subset, text: letter });
  }
  return runs;
}

/** An OpenType font, unpacked once in a process. */
export function fontOf(weight: Weight, subset: Subset): Buffer {
  const key = `inter-${subset}-${numberOf[weight]}-normal` as const;
  const known = fonts.get(key);
  if (known !== undefined) return known;
  const font = openTypeOf(readFileSync(require.resolve(`@fontsource/inter/files/${key}.woff`)));
  // Inter's contextual alternates turn -> into an arrow, which nobody asked for, and take most of the time that a text takes.
  if (subset === "latin") switchOff(font, "calt");
  fonts.set(key, font);
  return font;
}

const fonts = new Map<string, Buffer>();
const coverages = new Map<Subset, ReadonlySet<number>>();
const require = createRequire(import.meta.url);
const numberOf: Record<Weight, number> = { regular: 400, strong: 600 };
const letters = new Intl.Segmenter("en", { granularity: "grapheme" });

const isPlain = (text: string): boolean => /^[\u0020-\u007e]*$/.test(text);

/** Stays in the run's file as long as it can: fewer runs, and kerning between them. */
function subsetOf(letter: string, current: Subset | undefined): Subset | undefined {
  const codes = Array.from(letter, (part) => part.codePointAt(0) ?? 0);
  const has = (subset: Subset) => codes.every((code) => coverage(subset).has(code));
  return current !== undefined && has(current) ? current : subsets.find(has);
}

function coverage(subset: Subset): ReadonlySet<number> {
  const known = coverages.get(subset);
  if (known !== undefined) return known;
  const covered = coverageOf(fontOf("regular", subset));
  coverages.set(subset, covered);
  return covered;
}
