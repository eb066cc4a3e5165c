import { timestampDate } from "@bufbuild/protobuf/wkt";
import colours from "picocolors";
import type { RadiusHere } from "#commands/radius/here";
import { withRemedies } from "#commands/radius/refusals";
import { drawColumns } from "#console/columns";
import { machineJson } from "#console/machine-json";
import { inWords, Problem } from "#console/problem";
import { countOf, timeInWords } from "#console/units";

/** As many as the server gives at a time. */
const mostListed = 500;

/** Accounting reports that the database would not take. */
export async function listQuarantine(
  { admin, terminal }: RadiusHere,
  options: { limit: number; json?: boolean },
): Promise<void> {
  const { reports } = await admin.listQuarantine({ limit: Math.min(options.limit, mostListed) });
  if (options.json === true) return terminal.say(machineJson({ reports }));
  if (reports.length === 0) return terminal.say("None: every report was written.");
  terminal.say(
    drawColumns(
      [{ title: "report", align: "right" }, { title: "came" }, { title: "router" }, { title: "refused because" }],
      reports.map((one) => [
        String(one.id),
        one.receivedAt ? timeInWords(timestampDate(one.receivedAt)) : "",
        one.nasId,
        one.reason,
      ]),
    ),
  );
  terminal.say(
    `\n${colours.dim("What is in one: --json.  Again: quarantine retry ID.  Never: quarantine discard ID.")}`,
  );
}

export async function settleQuarantine(
  here: RadiusHere,
  how: "retry" | "discard",
  ids: readonly string[],
  options: { all?: boolean },
): Promise<void> {
  const { admin, terminal } = here;
  const wanted = options.all === true ? await everyOne(here) : ids.map(readId);
  if (wanted.length === 0) {
    if (options.all === true) return terminal.say("There is none.");
    throw new Problem("say which reports", [`./beacom radius quarantine ${how} 17 18, or --all`]);
  }
  let failed = 0;
  for (const id of wanted) {
    try {
      const { outcome } = await withRemedies(here, () => admin.settleQuarantined({ id, how }));
      terminal.say(`${colours.green("✓")} ${id}: ${outcomes[outcome] ?? outcome}`);
    } catch (error) {
      // One that is gone keeps nobody from the others.
      failed++;
      terminal.say(`${colours.red("✗")} ${id}: ${inWords(error)}`);
    }
  }
  if (failed > 0) {
    terminal.fail();
    terminal.say(`\n${countOf(failed, "report")} could not be settled.`);
  }
}

async function everyOne({ admin }: RadiusHere): Promise<bigint[]> {
  const { reports } = await admin.listQuarantine({ limit: mostListed });
  return reports.map(({ id }) => id);
}

function readId(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new Problem(`${text} is no number of a report`, ["./beacom radius quarantine list"]);
}

const outcomes: Readonly<Record<string, string>> = {
  written: "taken in again; if the database refuses it once more it comes back under another number",
  repeated: "it had been counted already",
  refused: "refused again",
  discarded: "forgotten",
};
