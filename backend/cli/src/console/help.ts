import { Option } from "commander";

/** What stands under the help of a command, to be copied. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ./beacom ${line}`).join("\n")}\n`;

export const dataOption = (): Option =>
  new Option("--data <dir>", "the data folder (default: .beacom/data, or BEACOM_DATA)");
