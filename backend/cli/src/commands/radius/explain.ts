import { type ExplainAccessResponse } from "@beacom/proto/radius/v1/radius_admin";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import colours from "picocolors";
import type { RadiusHere } from "#commands/radius/here";
import { machineJson } from "#console/machine-json";
import { drawSections, type Section } from "#console/table";

export type ExplainOptions = { nas: string; at?: Date; mac?: string; json?: boolean };

export async function radiusExplain(here: RadiusHere, who: string, options: ExplainOptions): Promise<void> {
  const explained = await here.admin.explainAccess({
    who,
    nas: options.nas,
    callingStationId: options.mac ?? "",
    ...(options.at && { at: timestampFromDate(options.at) }),
  });
  if (options.json === true) return here.terminal.say(machineJson(explained));
  here.terminal.say(drawExplanation(explained));
}

export function drawExplanation(explained: ExplainAccessResponse): string {
  const { decision, reason, replyMessage } = explained;
  const accepted = decision === "Access-Accept";
  const paint = accepted ? colours.green : decision === "Proxied" ? colours.cyan : colours.red;
  const heading = `${paint(decision)}${reason === "" ? "" : `: ${reason}`}${replyMessage === "" ? "" : ` (“${replyMessage}”)`}`;
  const because = explained.because.map(({ rule, outcome }) => [rule, outcome] as const);
  const named = (attributes: readonly { name: string; value: string }[]) =>
    attributes.map(({ name, value }) => [name, value] as const);
  const sections: Section[] = [{ title: "Because", rows: because }];
  if (accepted) {
    sections.push({ title: "The Access-Accept would carry", rows: named(explained.attributes) });
    sections.push({ title: "A CoA to a live session would carry", rows: named(explained.change) });
  }
  return [heading, "", drawSections(sections.filter(({ rows }) => rows.length > 0))].join("\n");
}
