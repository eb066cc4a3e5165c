import { timestampDate, type Timestamp } from "@bufbuild/protobuf/wkt";
import colours from "picocolors";
import type { RadiusHere } from "#commands/radius/here";
import { machineJson } from "#console/machine-json";
import { drawSections } from "#console/table";
import { countInWords, countOf, durationInWords, octetsInWords, timeInWords } from "#console/units";

export async function radiusStatus({ admin, terminal }: RadiusHere, options: { json?: boolean }): Promise<void> {
  const status = await admin.getRadiusStatus({});
  if (options.json === true) return terminal.say(machineJson(status));
  const now = new Date();
  const ago = (at: Timestamp | undefined) =>
    at === undefined ? "never" : `${durationInWords((now.getTime() - timestampDate(at).getTime()) / 1000)} ago`;
  const attention = (count: bigint, remedy: string) =>
    count === 0n ? "none" : `${colours.yellow(countInWords(count))}  ${remedy}`;
  terminal.say(
    drawSections([
      {
        title: "Who",
        rows: [
          [
            "subscribers",
            `${countInWords(status.subscribers)}${status.everySubscriberKnown ? "" : ", still being read: others are looked up one by one"}`,
          ],
          ["routers", countInWords(status.routers)],
          ["open sessions", countInWords(status.openSessions)],
        ],
      },
      {
        title: "Waiting",
        rows: [
          ["reports to be written", countInWords(status.accountingQueue)],
          ["reports for home servers", countInWords(status.proxiedReportsWaiting)],
          ["quarantined reports", attention(status.quarantined, "./beacom radius quarantine list")],
        ],
      },
      {
        title: "Under way",
        rows: [
          ["EAP conversations", countInWords(status.eapConversations)],
          ["RadSec connections", countInWords(status.radsecConnections)],
        ],
      },
      {
        title: countOf(status.processes.length, "process", "processes"),
        rows: status.processes.map(({ processId, startedAt, seenAt }) => [
          processId,
          `since ${startedAt ? timeInWords(timestampDate(startedAt), now) : "?"}, seen ${ago(seenAt)}`,
        ]),
      },
    ]),
  );
  terminal.say(`\n${colours.dim(`The process that answered holds ${octetsInWords(status.memoryOctets)} of memory.`)}`);
}
