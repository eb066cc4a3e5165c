import { setTimeout as pause } from "node:timers/promises";
import type { MassChange, MassChangePreview } from "@beacom/proto/radius/v1/radius_admin";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import colours from "picocolors";
import type { RadiusHere } from "#commands/radius/here";
import { drawColumns } from "#console/columns";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";
import { countInWords, countOf, durationInWords, timeInWords } from "#console/units";

export type Chosen = {
  action: "disconnect" | "refresh";
  nasName: string;
  profile: string;
  level: string;
  customerIds: readonly string[];
  note: string;
};

const lookEveryMs = 500;

/** Shows what it would do, asks, starts it, and watches it to its end. Whoever leaves earlier leaves it running. */
export async function changeMany(
  here: RadiusHere,
  chosen: Chosen,
  options: { yes?: boolean; json?: boolean },
): Promise<void> {
  const { admin, terminal } = here;
  const request = { ...chosen, customerIds: [...chosen.customerIds] };
  const preview = await admin.previewMassChange(request, { timeoutMs: 60_000 });
  const tell = (text: string): void => (options.json === true ? terminal.aside(text) : terminal.say(text));
  if (preview.sessions === 0n) {
    if (options.json === true) return terminal.say(machineJson({ sessions: 0 }));
    return terminal.say("No open session matches; nothing was done.");
  }
  tell(drawPreview(preview, chosen.action));
  if (!(await mayGoOn(here, preview, chosen.action, options.yes === true))) return tell("Nothing was done.");
  const started = await admin.startMassChange(request, { timeoutMs: 60_000 });
  tell(`\nStarted as ${colours.bold(started.massChangeId)}.`);
  await watchChange(here, started.massChangeId, options);
}

async function mayGoOn(
  { terminal }: RadiusHere,
  { sessions }: MassChangePreview,
  action: Chosen["action"],
  yes: boolean,
): Promise<boolean> {
  if (yes) return true;
  if (!terminal.interactive) {
    throw new Problem(`nobody is here to be asked about ${countOf(sessions, "session")}; nothing was done`, [
      "Add --yes when you are sure.",
    ]);
  }
  const what = action === "disconnect" ? "End" : "Bring up to date";
  return terminal.confirm(`\n${what} ${countOf(sessions, "session")}?`);
}

export function drawPreview(preview: MassChangePreview, action: Chosen["action"]): string {
  const { sessions, routers, seconds, warnings } = preview;
  const what = action === "disconnect" ? "would be ended" : "would be brought up to date";
  const table = drawColumns(
    [
      { title: "router" },
      { title: "sessions", align: "right" },
      { title: "takes", align: "right" },
      { title: "first" },
      { title: "for instance" },
    ],
    routers.map((router) => [
      router.nasName,
      countInWords(router.sessions),
      durationInWords(router.seconds),
      router.kind === "coa" ? "CoA" : "Disconnect",
      router.example.map(({ name, value }) => `${name}=${value}`).join(", "),
    ]),
  );
  return [
    `${colours.bold(countOf(sessions, "open session"))} ${what}, in about ${durationInWords(seconds)}.`,
    "",
    table,
    ...warnings.map((warning) => colours.yellow(`! ${warning}`)),
  ].join("\n");
}

/** Until it is finished or somebody presses Ctrl-C, which stops the watching and nothing else. */
export async function watchChange(here: RadiusHere, massChangeId: string, options: { json?: boolean }): Promise<void> {
  const { admin, terminal } = here;
  const interrupted = terminal.interruption();
  for (;;) {
    const change = await admin.getMassChange({ massChangeId });
    if (change.finishedAt !== undefined || change.cancelled) return tellEnd(here, change, options);
    if (interrupted.aborted) {
      terminal.aside(`It goes on by itself (${progressInWords(change)}).`);
      terminal.aside(`Look again:  ./beacom radius changes ${massChangeId}`);
      terminal.aside(`Stop it:     ./beacom radius changes ${massChangeId} --cancel`);
      return;
    }
    terminal.progress(progressInWords(change));
    await pause(lookEveryMs, undefined, { signal: interrupted }).catch(() => undefined);
  }
}

function tellEnd({ terminal }: RadiusHere, change: MassChange, options: { json?: boolean }): void {
  const failed = change.refused + change.noAnswer;
  if (failed > 0n) terminal.fail();
  if (options.json === true) return terminal.say(machineJson(change));
  const mark = failed > 0n ? colours.yellow("!") : colours.green("✓");
  terminal.say(`${mark} ${change.cancelled ? "cancelled: " : ""}${progressInWords(change)}`);
  if (failed > 0n) terminal.say(`  Which: ./beacom radius authorizations --failed --change ${change.massChangeId}`);
}

export function progressInWords(change: MassChange): string {
  const parts = [
    [change.acknowledged, "acknowledged"],
    [change.refused, "refused"],
    [change.noAnswer, "not answered"],
    [change.overtaken, "ended or changed meanwhile"],
  ] as const;
  const said = parts.filter(([count]) => count > 0n).map(([count, what]) => `${countInWords(count)} ${what}`);
  const done = `${countInWords(change.done)} of ${countInWords(change.sessions)} done`;
  return said.length === 0 ? done : `${done}: ${said.join(", ")}`;
}

export function drawChanges(changes: readonly MassChange[]): string {
  return drawColumns(
    [
      { title: "change" },
      { title: "action" },
      { title: "started" },
      { title: "by" },
      { title: "state" },
      { title: "note" },
    ],
    changes.map((change) => [
      change.massChangeId,
      change.action,
      change.startedAt ? timeInWords(timestampDate(change.startedAt)) : "",
      change.startedBy,
      `${change.cancelled ? "cancelled, " : change.finishedAt ? "finished, " : ""}${progressInWords(change)}`,
      change.note,
    ]),
  );
}
