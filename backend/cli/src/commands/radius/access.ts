import type { Access } from "@beacom/proto/radius/v1/radius_admin";
import type { JsonObject } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import colours from "picocolors";
import { customerIdOf } from "#commands/radius/customer";
import { readJsonObject } from "#commands/radius/files";
import type { RadiusHere } from "#commands/radius/here";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";
import { drawSections } from "#console/table";
import { timeInWords } from "#console/units";

export async function showAccess(here: RadiusHere, who: string, options: { json?: boolean }): Promise<void> {
  const access = await here.admin.getAccess({ customerId: await customerIdOf(here, who) });
  here.terminal.say(options.json === true ? machineJson(access) : drawAccess(access));
}

/** What is not given stays: the profile without --profile, the subscriber's own settings without --file. */
export async function setAccess(
  here: RadiusHere,
  who: string,
  options: { profile?: string; file?: string; json?: boolean },
): Promise<void> {
  if (options.profile === undefined && options.file === undefined)
    throw new Problem("say what is to be set", ["--profile NAME, --file JSON, or both"]);
  const customerId = await customerIdOf(here, who);
  const before = await here.admin.getAccess({ customerId });
  const after = await here.admin.setAccess({
    customerId,
    profile: options.profile ?? before.profile,
    personal: options.file === undefined ? (before.personal ?? {}) : (readJsonObject(options.file) as JsonObject),
  });
  here.terminal.say(options.json === true ? machineJson(after) : `${colours.green("✓")} set\n\n${drawAccess(after)}`);
}

export async function putDevice(here: RadiusHere, who: string, mac: string, options: { name?: string }): Promise<void> {
  const customerId = await customerIdOf(here, who);
  const device = await here.admin.putDevice({ customerId, mac, name: options.name ?? "" });
  here.terminal.say(`${colours.green("✓")} ${device.mac} logs in as ${who}`);
}

export async function removeDevice(here: RadiusHere, mac: string): Promise<void> {
  await here.admin.removeDevice({ mac });
  here.terminal.say(`${colours.green("✓")} ${mac} does not log in by itself any more`);
}

function drawAccess(access: Access): string {
  const personal = Object.entries(access.personal ?? {}).map(
    ([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );
  return drawSections(
    [
      {
        title: access.username,
        rows: [
          ["customer", access.customerId],
          ["profile", access.profile],
          ["first login", access.firstLoginAt ? timeInWords(timestampDate(access.firstLoginAt)) : "none yet"],
        ] as const,
      },
      { title: "Theirs alone", rows: personal },
      { title: "Devices", rows: access.devices.map(({ mac, name }) => [mac, name] as const) },
      {
        title: "Addresses",
        rows: access.leases.map(
          ({ address, pool, usedAt }) =>
            [address, `from ${pool}, last used ${usedAt ? timeInWords(timestampDate(usedAt)) : "?"}`] as const,
        ),
      },
    ].filter(({ rows }) => rows.length > 0),
  );
}
