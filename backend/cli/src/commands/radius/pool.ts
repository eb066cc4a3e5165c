import colours from "picocolors";
import type { RadiusHere } from "#commands/radius/here";
import { drawColumns } from "#console/columns";
import { machineJson } from "#console/machine-json";
import { countInWords, durationInWords } from "#console/units";

export async function listPools({ admin, terminal }: RadiusHere, options: { json?: boolean }): Promise<void> {
  const { pools } = await admin.listPools({});
  if (options.json === true) return terminal.say(machineJson({ pools }));
  if (pools.length === 0) return terminal.say("There is no pool; addresses come from the routers.");
  terminal.say(
    drawColumns(
      [
        { title: "pool" },
        { title: "ranges" },
        { title: "gives" },
        { title: "kept for" },
        { title: "of", align: "right" },
        { title: "taken", align: "right" },
        { title: "", align: "right" },
      ],
      pools.map((pool) => [
        pool.name,
        pool.ranges.join(", "),
        `/${pool.prefixLength}`,
        durationInWords(pool.keepHours * 3_600),
        countInWords(pool.units),
        countInWords(pool.leased),
        percentOf(pool.leased, pool.units),
      ]),
    ),
  );
}

/** A pool that is nearly empty is something to do today. */
function percentOf(leased: bigint, units: bigint): string {
  if (units === 0n) return "";
  const percent = Number((leased * 1_000n) / units) / 10;
  const text = `${percent.toFixed(1)} %`;
  return percent >= 90 ? colours.yellow(text) : text;
}

export async function putPool(
  { admin, terminal }: RadiusHere,
  name: string,
  ranges: string[],
  options: { prefixLength?: number; keepHours?: number },
): Promise<void> {
  const { pools } = await admin.listPools({});
  const before = pools.find((pool) => pool.name === name);
  await admin.putPool({
    name,
    ranges,
    prefixLength: options.prefixLength ?? before?.prefixLength ?? 0,
    keepHours: options.keepHours ?? before?.keepHours ?? 0,
  });
  terminal.say(`${colours.green("✓")} the pool ${name} is ${before ? "changed" : "there"}`);
  if (!before) terminal.say(`  A profile gives from it: { "address": { "pool": "${name}" } }`);
}

export async function removePool({ admin, terminal }: RadiusHere, name: string): Promise<void> {
  await admin.removePool({ name });
  terminal.say(`${colours.green("✓")} the pool ${name} is gone`);
}
