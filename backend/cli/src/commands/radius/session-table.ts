import type { Session } from "@beacom/proto/radius/v1/radius";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { type Column, drawColumns } from "#console/columns";
import { durationInWords, octetsInWords, timeInWords } from "#console/units";

const columns: readonly Column[] = [
  { title: "session" },
  { title: "user" },
  { title: "router" },
  { title: "address" },
  { title: "device" },
  { title: "since" },
  { title: "last report" },
  { title: "down", align: "right" },
  { title: "up", align: "right" },
  { title: "state" },
];

export const drawSessions = (sessions: readonly Session[], now: Date = new Date()): string =>
  drawColumns(
    columns,
    sessions.map((session) => [
      session.sessionId,
      session.username,
      // A router that was removed leaves its sessions behind.
      session.nasName,
      session.framedIpAddress || session.framedIpv6Prefix || session.delegatedIpv6Prefix,
      session.callingStationId,
      session.startedAt ? timeInWords(timestampDate(session.startedAt), now) : "",
      session.lastReportAt
        ? `${durationInWords((now.getTime() - timestampDate(session.lastReportAt).getTime()) / 1000)} ago`
        : "",
      octetsInWords(session.octetsDown),
      octetsInWords(session.octetsUp),
      stateInWords(session),
    ]),
  );

/** `open`, or why it ended: by the router's own word, or by what the server concluded. */
export function stateInWords({
  endedAt,
  endedBy,
  terminateCause,
}: Pick<Session, "endedAt" | "endedBy" | "terminateCause">): string {
  if (endedAt === undefined) return "open";
  if (endedBy === "nas" || endedBy === "") return terminateCause || "ended";
  return conclusions[endedBy] ?? endedBy;
}

const conclusions: Readonly<Record<string, string>> = {
  stale: "stale: no report came any more",
  "nas-restart": "the router restarted",
  replaced: "a newer session took its place",
  "not-found": "the router does not have it",
};
