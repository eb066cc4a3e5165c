import colours from "picocolors";
import { errorCauseInWords } from "#commands/radius/error-cause";
import type { RadiusHere } from "#commands/radius/here";
import { changeMany } from "#commands/radius/mass-change";
import { findSessions } from "#commands/radius/sessions";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";
import { countOf } from "#console/units";

export type DisconnectOptions = {
  user?: string;
  nas?: string;
  profile?: string;
  level?: string;
  refresh?: boolean;
  yes?: boolean;
  note?: string;
  json?: boolean;
};

/** Ends one session at once, or many at the pace of their routers. */
export async function radiusDisconnect(
  here: RadiusHere,
  sessionId: string | undefined,
  options: DisconnectOptions,
): Promise<void> {
  requireOneWay(sessionId, options);
  if (sessionId !== undefined) return endOne(here, sessionId, options);
  const chosen = {
    action: options.refresh === true ? ("refresh" as const) : ("disconnect" as const),
    nasName: options.nas ?? "",
    profile: options.profile ?? "",
    level: options.level ?? "",
    note: options.note ?? "",
  };
  if (options.user === undefined) return changeMany(here, { ...chosen, customerIds: [] }, options);
  const sessions = await openSessionsOf(here, options.user, options.nas);
  const customerIds = [...new Set(sessions.map(({ customerId }) => customerId))].filter((id) => id !== "");
  const [only, ...others] = sessions;
  if (only && others.length === 0 && options.refresh !== true) return endOne(here, only.sessionId, options);
  if (customerIds.length > 0) return changeMany(here, { ...chosen, customerIds }, options);
  throw new Problem(`${countOf(sessions.length, "session")} of ${options.user}, who is no customer of ours`, [
    "They can be ended one by one:",
    ...sessions.slice(0, 20).map(({ sessionId: id }) => `./beacom radius disconnect ${id}`),
  ]);
}

/** What is meant must be said: without anything it would be every session there is. */
export function requireOneWay(sessionId: string | undefined, options: DisconnectOptions): void {
  const { user, nas, profile, level, refresh } = options;
  const filters = [user, nas, profile, level].filter((one) => one !== undefined).length;
  if (sessionId === undefined && filters === 0) {
    throw new Problem("say which session, or whose", [
      "One:     ./beacom radius disconnect ses_…      (./beacom radius sessions --open shows them)",
      "Several: --user, --nas, --profile or --level",
    ]);
  }
  if (sessionId !== undefined && filters > 0)
    throw new Problem("a session is told by its id alone", [
      "Leave out the id, or --user, --nas, --profile and --level.",
    ]);
  if (sessionId !== undefined && refresh === true) {
    throw new Problem("what a subscriber may have is brought up to date for the subscriber, not for one session", [
      "./beacom radius disconnect --user USERNAME --refresh",
    ]);
  }
}

async function openSessionsOf(here: RadiusHere, user: string, nas: string | undefined) {
  const owner = user.startsWith("cus_") ? { customer: user } : { user };
  const { sessions } = await findSessions(here, {
    ...owner,
    open: true,
    limit: 1_000,
    ...(nas !== undefined && { nas }),
  });
  if (sessions.length > 0) return sessions;
  throw new Problem(`${user} has no open session${nas === undefined ? "" : ` at ${nas}`}`, [
    "Those that were: ./beacom radius sessions --user NAME",
  ]);
}

async function endOne({ radius, terminal }: RadiusHere, sessionId: string, options: DisconnectOptions): Promise<void> {
  const answer = await radius.disconnect({ sessionId }, { timeoutMs: 30_000 });
  if (answer.outcome !== "acknowledged") terminal.fail();
  if (options.json === true) return terminal.say(machineJson({ sessionId, ...answer }));
  terminal.say(answerInWords(answer));
}

/** What the router answered to a Disconnect-Request. */
export function answerInWords(answer: { outcome: string; errorCause: number; attempts: number }): string {
  const { outcome, errorCause, attempts } = answer;
  if (outcome === "acknowledged") return `${colours.green("✓")} the router ended the session`;
  const later = "  What is done about it: ./beacom radius authorizations";
  if (attempts === 0)
    return `${colours.red("✗")} nothing was sent: the router cannot be asked (${errorCauseInWords(errorCause)})\n${later}`;
  if (outcome === "refused")
    return `${colours.red("✗")} the router refused, ${errorCauseInWords(errorCause)}\n${later}`;
  return [
    `${colours.red("✗")} the router did not answer, in ${countOf(attempts, "attempt")}`,
    "  Does it listen for Disconnect (RFC 5176) at the address and port of its entry? ./beacom radius nas list",
    later,
  ].join("\n");
}
