import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, test } from "vitest";
import { repository } from "#installation/data-folder";
import { buildProgram } from "#program";

/** Every command under `radius` that does something, by what is typed. */
function leaves(command: Command, typed: string): { typed: string; command: Command }[] {
  const path = `${typed} ${command.name()}`.trim();
  if (command.commands.length === 0) return [{ typed: path, command }];
  return command.commands.flatMap((one) => leaves(one, path));
}

function helpOf(command: Command): string {
  let help = "";
  command.configureOutput({ writeOut: (text) => void (help += text) });
  command.outputHelp();
  return help;
}

const radius = () => buildProgram().commands.find((command) => command.name() === "radius")!;
const all = leaves(radius(), "");

/** Words as a shell makes them; what goes through a pipe or into a file is another program's. */
const words = (example: string): string[] =>
  [...example.replace(/ [|<>].*$/, "").matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);

function examplesOf(command: Command): string[] {
  const lines = helpOf(command).split("\n");
  return lines.flatMap((line) => /^ {2}\$ \.\/beacom (.*)$/.exec(line)?.[1] ?? []);
}

test("there are commands", () => assert.ok(all.length > 40));

describe("the help of every command", () => {
  test.for(all.map(({ typed, command }) => [typed, command] as const))("%s", async ([typed, command]) => {
    assert.notEqual(command.description(), "");
    assert.ok(command.options.some(({ long }) => long === "--data"));
    const examples = examplesOf(command);
    assert.ok(examples.length > 0, "it has an example");
    for (const example of examples) assert.equal(await reachedBy(example), `beacom ${typed}`, example);
  });
});

test("the guide writes commands that there are", async () => {
  const guide = readFileSync(join(repository, "docs", "guides", "run-radius.md"), "utf8");
  const lines = [
    ...guide.matchAll(/^(?:.* \| )?\.\/beacom (radius .*)$/gm),
    ...guide.matchAll(/`\.\/beacom (radius [^`]+)`/g),
  ];
  assert.ok(lines.length > 30);
  for (const [, line = ""] of lines) {
    // In the guide, where to import from is in the environment.
    const typed = line.replace(/ +#.*$/, "").replace(/^radius import/, "radius import --from postgres://x@y/z");
    assert.match(await reachedBy(typed), /^beacom radius /, line);
  }
});

/** The command that a line leads to, in a program whose commands do nothing. */
async function reachedBy(line: string): Promise<string> {
  let reached = "";
  const program = buildProgram().exitOverride();
  for (const leaf of leaves(program, "")) leaf.command.exitOverride().action(() => void (reached = leaf.typed));
  await program.parseAsync(words(line), { from: "user" });
  return reached;
}

test("what was mistyped is refused before anything is asked of a server", async () => {
  for (const typed of [
    "radius test",
    "radius test thandi --method spap",
    "radius explain thandi",
    "radius explain thandi --nas x --at noon",
    "radius sessions --limit 0",
    "radius disconnect thandi",
    "radius import --only users --from x",
    "radius shadow",
  ]) {
    const program = buildProgram();
    for (const { command } of leaves(program, ""))
      command
        .exitOverride()
        .configureOutput({ writeErr: () => undefined })
        .action(() => assert.fail(typed));
    await assert.rejects(program.parseAsync(typed.split(" "), { from: "user" }), { exitCode: 1 }, typed);
  }
});
