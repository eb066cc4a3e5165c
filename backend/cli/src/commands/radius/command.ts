import type { Command } from "commander";
import { type RadiusHere, radiusHere } from "#commands/radius/here";
import { withRemedies } from "#commands/radius/refusals";
import { dataOption, examples } from "#console/help";

export const jsonOption = ["--json", "as one JSON object"] as const;

/** A command under another one, which works with the installation that runs here. */
export function addCommand(
  parent: Command,
  usage: string,
  { about, such }: { about: string; such: readonly string[] },
): Command {
  return parent
    .command(usage)
    .description(about)
    .addOption(dataOption())
    .helpCommand(false)
    .addHelpText("after", examples(...such));
}

/** A command that only has others under it. */
export const addGroup = (parent: Command, name: string, about: string): Command =>
  parent.command(name).description(about).helpCommand(false);

/** What commander calls with the arguments, the options and the command itself. */
export function onHere(
  run: (here: RadiusHere, ...given: never[]) => Promise<void>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const own = given.slice(0, -1);
    const { data } = own.at(-1) as { data?: string };
    const here = radiusHere(data);
    await withRemedies(here, () => run(here, ...(own as never[])));
  };
}

/** For an option that is given several times. */
export const collect = (value: string, before: readonly string[] | undefined): string[] => [...(before ?? []), value];
