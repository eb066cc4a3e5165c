import { stripVTControlCharacters } from "node:util";
import colours from "picocolors";

export type Column = { title: string; align?: "left" | "right" };

/** Rows under their titles, as wide as they must be; numbers stand at the right. The same in a pipe, without colour. */
export function drawColumns(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(shown(row[at])))),
  );
  const line = (cells: readonly string[], paint: (text: string) => string = (text) => text): string =>
    columns
      .map(({ align }, at) => {
        const text = cells[at] ?? "";
        const space = " ".repeat(Math.max(0, widths[at]! - widthOf(text)));
        return align === "right" ? `${space}${paint(text)}` : `${paint(text)}${space}`;
      })
      .join("  ")
      .trimEnd();
  const titles = line(
    columns.map(({ title }) => title),
    colours.bold,
  );
  return [titles, ...rows.map((row) => line(columns.map((_, at) => shown(row[at]))))].join("\n");
}

/** An empty cell is a dash: whoever reads, or cuts by blanks, sees that there is nothing. */
const shown = (text: string | undefined): string => (text === undefined || text === "" ? "-" : text);
const widthOf = (text: string): number => stripVTControlCharacters(text).length;
