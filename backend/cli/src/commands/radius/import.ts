import { closeSync, openSync, writeSync } from "node:fs";
import { type ImportedGroup, type ImportedNas, openSource, type Source } from "@beacom/freeradius-sql";
import type { RadiusHere } from "#commands/radius/here";
import { drawImport } from "#commands/radius/import/draw-import";
import { importProfiles, type ProfileKeeper } from "#commands/radius/import/import-profiles";
import { importRouters } from "#commands/radius/import/import-routers";
import { importSubscribers } from "#commands/radius/import/import-subscribers";
import type { ImportPart } from "#commands/radius/import/parts";
import { openProfileBook } from "#commands/radius/import/profile-book";
import { type Line, openTally, type Part, type Tally } from "#commands/radius/import/tally";
import { refuseExisting } from "#commands/radius/files";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";
import { countOf } from "#console/units";

export type ImportOptions = {
  from: string;
  dryRun?: boolean;
  only?: ImportPart;
  report?: string;
  zone: string;
  json?: boolean;
};

/** Takes routers, groups and subscribers over from FreeRADIUS' database. Again, it changes what has changed there. */
export async function radiusImport(here: RadiusHere, options: ImportOptions): Promise<void> {
  refuseExisting([options.report]);
  const opened = await openSource(options.from, { zone: options.zone, pageRows: 500 });
  if (!opened.ok) throw new Problem(opened.error.what, [opened.error.remedy]);
  const source = opened.value;
  const report = openReport(options.report);
  try {
    const tally = openTally(report.add);
    const parts = await importFrom(here, source, tally, options);
    tellEnd(here, tally, parts, options);
  } finally {
    report.close();
    await source.close();
  }
}

/** Everything that was refused or not taken over as it was, one JSON object a line. It is about people: for the owner's eyes. */
function openReport(path: string | undefined): { add: (line: Line) => void; close: () => void } {
  if (path === undefined) return { add: () => undefined, close: () => undefined };
  const file = openSync(path, "wx", 0o600);
  return { add: (line) => void writeSync(file, `${machineJson(line)}\n`), close: () => closeSync(file) };
}

async function importFrom(here: RadiusHere, source: Source, tally: Tally, options: ImportOptions): Promise<Part[]> {
  const { terminal } = here;
  const dryRun = options.dryRun === true;
  const wants = (part: ImportPart) => options.only === undefined || options.only === part;
  const { subscribers, groups, nas } = source.counts;
  const name = source.kind === "daloradius" ? "FreeRADIUS with daloRADIUS" : "FreeRADIUS";
  terminal.aside(
    `${name}: ${countOf(subscribers, "subscriber")}, ${countOf(groups, "group")}, ${countOf(nas, "router")}${dryRun ? ". Nothing is written" : ""}`,
  );
  const parts: Part[] = [];
  const routers: ImportedNas[] = [];
  for await (const router of source.nas()) routers.push(router);
  if (wants("nas")) {
    await importRouters(here, routers, tally, { dryRun });
    parts.push("routers");
  }
  if (!wants("groups") && !wants("subscribers")) return parts;
  const all: ImportedGroup[] = [];
  for await (const group of source.groups()) all.push(group);
  const { pools } = await here.admin.listPools({});
  const { namesIgnoreCase } = source;
  const book = openProfileBook(all, { pools: new Set(pools.map((pool) => pool.name)), namesIgnoreCase });
  const profiles: ProfileKeeper = await importProfiles(here, all, book, tally, { dryRun, put: wants("groups") });
  parts.push("profiles");
  if (wants("subscribers")) {
    await importSubscribers(here, source, { routers, book, profiles, tally, dryRun });
    parts.push("subscribers");
  }
  return parts;
}

function tellEnd({ terminal }: RadiusHere, tally: Tally, parts: readonly Part[], options: ImportOptions): void {
  if (parts.some((part) => tally.counts(part).refused > 0)) terminal.fail();
  const dryRun = options.dryRun === true;
  if (options.json === true) {
    const counts = Object.fromEntries(parts.map((part) => [part, tally.counts(part)]));
    return terminal.say(
      machineJson({ dryRun, ...counts, refusedBecause: tally.refused(), notTakenOver: tally.notUnderstood() }),
    );
  }
  terminal.say(drawImport(tally, parts, { dryRun }));
  if (options.report !== undefined) terminal.say(`\nAll of it, line by line: ${options.report}`);
}
