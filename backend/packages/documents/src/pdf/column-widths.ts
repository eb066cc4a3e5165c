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

/** Figures and dates get what they need, words share the rest; with no words the columns are equal. */
export function planColumns(pen: Pen, table: TableContent): ColumnPlan {
  const room = contentWidth - gap * (table.columns.length - 1);
  const wordColumns = table.columns.filter(({ holds }) => holds === "words").length;
  let [size, needs] = [largest, needsOf(pen, table, largest)];
  while (size > smallest && sum(needs) + wordColumns * leastWords > room) {
    size -= 0.5;
    needs = needsOf(pen, table, size);
  }
  return { size, ...placed(widthsOf(needs, table, room, wordColumns)) };
}

function widthsOf(needs: readonly number[], { columns }: TableContent, room: number, wordColumns: number): number[] {
  const rest = room - sum(needs);
  if (wordColumns === 0) return needs.map(() => room / needs.length);
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

/** Natural widths; zero for words. A heading may break at its spaces. */
function needsOf(pen: Pen, { columns, rows }: TableContent, size: number): number[] {
  const head: Style = { size: size - 1, weight: "strong", colour: light.ink };
  return columns.map(({ heading, holds }, index) => {
    if (holds === "words") return 0;
    const longestWord = Math.max(...heading.split(" ").map((word) => pen.widthOf(word, head)));
    // Half a point, because a sum of parts may be rounded above the whole.
    return (
      0.5 + Math.max(longestWord, ...rows.map((row) => pen.widthOf(row.cells[index]?.text ?? "", bodyStyle(row, size))))
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
