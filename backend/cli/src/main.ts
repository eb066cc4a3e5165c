import { stripVTControlCharacters } from "node:util";
import colours from "picocolors";
import { inWords, Problem } from "#console/problem";
import { buildProgram } from "#program";

// `… | head` has seen enough, and hangs up.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await buildProgram().parseAsync(process.argv);
} catch (error) {
  const text =
    error instanceof Problem || process.env["BEACOM_DEBUG"] === undefined
      ? inWords(error)
      : String((error as Error).stack);
  const [first = "", ...rest] = text.split("\n");
  process.stderr.write(
    `\n${colours.red("✗")} ${stripVTControlCharacters(first)}\n${rest.map((line) => `  ${line}\n`).join("")}`,
  );
  process.exitCode = 1;
}
