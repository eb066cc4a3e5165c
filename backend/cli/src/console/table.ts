import { stripVTControlCharacters } from "node:util";
import colours from "picocolors";

export type Section = { title: string; rows: readonly (readonly [string, string])[] };

/** Two columns under a title each; nothing that would break when it is piped or copied. */
export function drawSections(sections: readonly Section[]): string {
  const width = Math.max(...sections.flatMap(({ rows }) => rows.map(([name]) => widthOf(name))), 0);
  return sections
    .map(({ title, rows }) =>
      [
        colours.bold(title),
        ...rows.map(([name, value]) => `  ${colours.dim(name.padEnd(width))}  ${indentMore(value, width + 4)}`),
      ].join("\n"),
    )
    .join("\n\n");
}

const widthOf = (text: string) => stripVTControlCharacters(text).length;
const indentMore = (text: string, by: number) => text.replaceAll("\n", `\n${" ".repeat(by)}`);
