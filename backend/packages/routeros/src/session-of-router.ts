import type { Row } from "#reply";

/** A session as RADIUS knows it. What is left out is not compared. */
export type SessionToFind = {
  readonly username: string;
  readonly framedIpAddress?: string;
  /** The subscriber's MAC address in any spelling, or whatever else calls. */
  readonly callingStationId?: string;
  readonly acctSessionId?: string;
};

/** What a menu of active sessions calls those things; a hotspot's entries carry no session id. */
export type ActiveMenu = {
  readonly path: "/ppp/active" | "/ip/hotspot/active";
  readonly user: string;
  readonly caller: string;
};

export const activeMenus = {
  ppp: { path: "/ppp/active", user: "name", caller: "caller-id" },
  hotspot: { path: "/ip/hotspot/active", user: "user", caller: "mac-address" },
} as const satisfies Record<string, ActiveMenu>;

/**
 * The user must be the same, and so must everything else that both sides know: a subscriber who dialled in again since has
 * another session id, and that session is not the one to end.
 */
export function isSession(row: Row, menu: ActiveMenu, session: SessionToFind): boolean {
  const agrees = (ours: string | undefined, theirs: string | undefined, plain: (text: string) => string): boolean =>
    !ours || !theirs || plain(ours) === plain(theirs);
  return (
    row[menu.user] === session.username &&
    agrees(session.framedIpAddress, row["address"], (text) => text) &&
    agrees(session.callingStationId, row[menu.caller], callerOf) &&
    agrees(session.acctSessionId, row["session-id"], sessionIdOf)
  );
}

/** Twelve hexadecimal digits with any separators are a MAC address; anything else is compared as it is. */
function callerOf(text: string): string {
  const digits = text.replaceAll(/[-:.]/g, "").toLowerCase();
  return /^[0-9a-f]{12}$/.test(digits) ? digits : text;
}

/** The API prints as 0x81a00001 what RADIUS gets as 81a00001. */
const sessionIdOf = (text: string): string => text.toLowerCase().replace(/^0x/, "");
