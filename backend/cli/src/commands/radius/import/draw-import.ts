import colours from "picocolors";
import { outcomes, type Part, type Sentence, type Tally } from "#commands/radius/import/tally";
import { drawColumns } from "#console/columns";
import { countInWords } from "#console/units";

/** What came of it: how many, what was refused, and what could not be taken over as it was. */
export function drawImport(tally: Tally, parts: readonly Part[], { dryRun }: { dryRun: boolean }): string {
  const table = drawColumns(
    [{ title: dryRun ? "would be" : "" }, ...outcomes.map((title) => ({ title, align: "right" as const }))],
    parts.map((part) => [part, ...outcomes.map((outcome) => countInWords(tally.counts(part)[outcome]))]),
  );
  return [
    table,
    ...listed("Refused", tally.refused(), colours.red),
    ...listed("Not taken over as it was", tally.notUnderstood(), colours.yellow),
  ].join("\n");
}

const mostShown = 40;

function listed(title: string, sentences: readonly Sentence[], paint: (text: string) => string): string[] {
  if (sentences.length === 0) return [];
  const lines = sentences
    .slice(0, mostShown)
    .flatMap(({ why, count, examples }) => [
      `  ${paint(countInWords(count).padStart(7))}  ${why}`,
      ...examples.map((example) => colours.dim(`           ${example}`)),
    ]);
  const more = sentences.length - mostShown;
  return [`\n${colours.bold(title)}`, ...lines, ...(more > 0 ? [`  … and ${more} sentences more: --report FILE`] : [])];
}
