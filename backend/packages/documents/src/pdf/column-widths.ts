import type { Row, TableContent } from "#content/document-content";
import type { Pen, Style } from "#pdf/pen";
import { contentWidth } from "#pdf/flow";
import { light } from "#colours";

export type ColumnPlan = {
  /** Of the body's letters; smaller than usual where very large amounts need the room. */
  readonly size: number;
  readonly lefts: readonly number[];
  readonly widths: readonly number[];
};

const [largest, smallest] = [9, 6];
const gap = 11;
/** A description in a narrower column than this is hard to read. */
const leastWords = 130;

/** Figures and dates get what they need, words share the rest; with no words the columns are equal as far as that suffices. */
export function planColumns(pen: Pen, table: TableContent): ColumnPlan {
  const room = contentWidth - gap * (table.columns.length - 1);
  const wordColumns = table.columns.filter(({ holds }) => holds === "words").length;
  const fits = (needs: readonly number[]) => sum(needs) + wordColumns * leastWords <= room;
  let [size, needs] = [largest, needsOf(pen, table, largest, "whole headings")];
  if (!fits(needs)) needs = needsOf(pen, table, size, "broken headings");
  while (size > smallest && !fits(needs)) {
    size -= 0.5;
    needs = needsOf(pen, table, size, "broken headings");
  }
  return { size, ...placed(widthsOf(needs, table, room, wordColumns)) };
}

function widthsOf(needs: readonly number[], { columns }: TableContent, room: number, wordColumns: number): number[] {
  const rest = room - sum(needs);
  if (wordColumns === 0) {
    const share = room / needs.length;
    if (needs.every((need) => need <= share)) return needs.map(() => share);
    return needs.map((need) => (rest < 0 ? need * (room / sum(needs)) : need + rest / needs.length));
  }
  // Amounts beyond any reason: the columns shrink in proportion, and figures break into lines.
  const words = Math.max(rest / wordColumns, leastWords / 2);
  const shrink = Math.min(1, (room - words * wordColumns) / Math.max(1, sum(needs)));
  return columns.map(({ holds }, index) => (holds === "words" ? words : needs[index]! * shrink));
}

function placed(widths: readonly number[]): { lefts: number[]; widths: readonly number[] } {
  let left = 0;
  const lefts = widths.map((width) => {
    const at = left;
    left += width + gap;
    return at;
  });
  return { lefts, widths };
}

/** Natural widths; zero for words. */
function needsOf(
  pen: Pen,
  { columns, rows }: TableContent,
  size: number,
  headings: "whole headings" | "broken headings",
): number[] {
  const head: Style = { size: size - 1, weight: "strong", colour: light.ink };
  return columns.map(({ heading, holds }, index) => {
    if (holds === "words") return 0;
    const pieces = headings === "whole headings" ? [heading] : heading.split(" ");
    const longest = Math.max(...pieces.map((piece) => pen.widthOf(piece, head)));
    // Half a point, because a sum of parts may be rounded above the whole.
    return (
      0.5 + Math.max(longest, ...rows.map((row) => pen.widthOf(row.cells[index]?.text ?? "", bodyStyle(row, size))))
    );
  });
}

const bodyStyle = (row: Row, size: number): Style => ({
  size,
  weight: row.weight === "strong" ? "strong" : "regular",
  colour: light.ink,
  figures: true,
});

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
