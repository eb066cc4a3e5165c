import { setTimeout as pause } from "node:timers/promises";
import type { Session } from "@beacom/proto/radius/v1/radius";
import colours from "picocolors";
import { requireRouter } from "#commands/radius/customer";
import type { RadiusHere } from "#commands/radius/here";
import { drawSessions } from "#commands/radius/session-table";
import { machineJson } from "#console/machine-json";
import { countOf, timeInWords } from "#console/units";

export type SessionsOptions = {
  open?: boolean;
  nas?: string;
  user?: string;
  customer?: string;
  ip?: string;
  mac?: string;
  session?: string;
  limit: number;
  watch?: boolean;
  json?: boolean;
};

const watchEveryMs = 2_000;
/** As many as the server gives at a time. */
const mostPerPage = 200;

export async function radiusSessions(here: RadiusHere, options: SessionsOptions): Promise<void> {
  const { terminal } = here;
  if (options.watch !== true) {
    const page = await findSessions(here, options);
    if (page.sessions.length === 0 && options.nas !== undefined) await requireRouter(here, options.nas);
    return terminal.say(options.json === true ? machineJson(page) : inWords(page, options));
  }
  const interrupted = terminal.interruption();
  while (!interrupted.aborted) {
    const page = await findSessions(here, options);
    if (options.json === true) terminal.say(machineJson(page));
    else terminal.redraw(`${colours.dim(timeInWords(new Date()))}  Ctrl-C ends it\n\n${inWords(page, options)}`);
    await pause(watchEveryMs, undefined, { signal: interrupted }).catch(() => undefined);
  }
}

type Found = { sessions: Session[]; more: boolean };

/** Newest first; page after page until there are as many as were asked for. */
export async function findSessions(
  { radius }: Pick<RadiusHere, "radius">,
  options: Omit<SessionsOptions, "watch" | "json">,
): Promise<Found> {
  const sessions: Session[] = [];
  let cursor = "";
  do {
    const page = await radius.listSessions({
      customerId: options.customer ?? "",
      onlyOpen: options.open === true,
      nasName: options.nas ?? "",
      username: options.user ?? "",
      framedIpAddress: options.ip ?? "",
      callingStationId: options.mac ?? "",
      sessionId: options.session ?? "",
      limit: Math.min(options.limit - sessions.length, mostPerPage),
      cursor,
    });
    sessions.push(...page.sessions);
    cursor = page.page?.nextCursor ?? "";
  } while (cursor !== "" && sessions.length < options.limit);
  return { sessions, more: cursor !== "" };
}

function inWords({ sessions, more }: Found, options: SessionsOptions): string {
  if (sessions.length === 0) return `No ${options.open === true ? "open session" : "session"} matches.`;
  const count = countOf(sessions.length, options.open === true ? "open session" : "session");
  const note = more ? `${count} shown, newest first; there are more: --limit N` : `${count}, newest first`;
  return `${drawSessions(sessions)}\n\n${colours.dim(note)}`;
}
