import type { Note } from "#commands/radius/import/note";

export const outcomes = ["added", "changed", "unchanged", "refused"] as const;
export type Outcome = (typeof outcomes)[number];
export type Part = "routers" | "profiles" | "subscribers";

/** What is counted by its sentence, with the first few of those that it is about. */
export type Sentence = { why: string; count: number; examples: string[] };

/** One thing that somebody may want to look at, for the file with all of them. */
export type Line =
  | { kind: "refused"; part: Part; name: string; why: string }
  | ({ kind: "not-understood"; part: Part; name: string } & Note);

export type Tally = {
  outcome(part: Part, name: string, outcome: Outcome, why?: string): void;
  notes(part: Part, name: string, notes: readonly Note[]): void;
  counts(part: Part): Readonly<Record<Outcome, number>>;
  refused(): readonly Sentence[];
  notUnderstood(): readonly Sentence[];
};

const mostExamples = 3;
/** More sentences than people read: values that are in them would make one of each. */
const mostSentences = 500;

/** Counts what became of everything; `line` is told each of what a person may have to look at. */
export function openTally(line: (line: Line) => void = () => undefined): Tally {
  const counts = new Map<Part, Record<Outcome, number>>();
  const refusals = new Map<string, Sentence>();
  const notes = new Map<string, Sentence>();
  const countsOf = (part: Part): Record<Outcome, number> => {
    const known = counts.get(part) ?? { added: 0, changed: 0, unchanged: 0, refused: 0 };
    counts.set(part, known);
    return known;
  };
  const sorted = (sentences: ReadonlyMap<string, Sentence>) =>
    [...sentences.values()].toSorted((a, b) => b.count - a.count);

  return {
    outcome(part, name, outcome, why = "") {
      countsOf(part)[outcome]++;
      if (outcome !== "refused") return;
      add(refusals, why, name);
      line({ kind: "refused", part, name, why });
    },
    notes(part, name, all) {
      for (const note of all) {
        add(notes, note.why, exampleOf(name, note));
        line({ kind: "not-understood", part, name, ...note });
      }
    },
    counts: (part) => ({ ...countsOf(part) }),
    refused: () => sorted(refusals),
    notUnderstood: () => sorted(notes),
  };
}

function add(sentences: Map<string, Sentence>, why: string, example: string): void {
  const key = sentences.has(why) || sentences.size < mostSentences ? why : "and other reasons";
  const sentence = sentences.get(key) ?? { why: key, count: 0, examples: [] };
  sentence.count++;
  if (sentence.examples.length < mostExamples) sentence.examples.push(example);
  sentences.set(key, sentence);
}

function exampleOf(name: string, { attribute, op, value }: Note): string {
  const row = [attribute, op, value].filter((part) => part !== undefined && part !== "").join(" ");
  return row === "" ? name : `${name}: ${row}`;
}
