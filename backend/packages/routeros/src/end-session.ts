import { ok, type Result, refuse } from "@beacom/result";
import type { RouterOsConnection } from "#connection";
import type { AskRefusal } from "#conversation";
import type { Row } from "#reply";
import { type ActiveMenu, activeMenus, isSession, type SessionToFind } from "#session-of-router";
import { isAbsentItem, isAbsentMenu } from "#trap-meaning";

/** How many sessions of each kind. */
export type SessionCounts = { readonly ppp: number; readonly hotspot: number };
export type SessionsEnded = {
  readonly found: SessionCounts;
  /** Fewer than found where one ended by itself in between. */
  readonly removed: SessionCounts;
  /** pppoe, l2tp, hotspot and so on: one for each session that was found. */
  readonly services: readonly string[];
};

export type EndSessionRefusal =
  /** How many sessions of that user the router has which differ in address, caller or session id. */
  | { readonly kind: "not-found"; readonly othersOfUser: number }
  | { readonly kind: "not-all-removed"; readonly removed: SessionCounts; readonly because: AskRefusal }
  | AskRefusal;

/** Ends the PPP and hotspot sessions that match; the router then sends their Stops as after a Disconnect. */
export async function endSession(
  connection: RouterOsConnection,
  session: SessionToFind,
): Promise<Result<SessionsEnded, EndSessionRefusal>> {
  const [ppp, hotspot] = await Promise.all([
    activeOf(connection, activeMenus.ppp, session.username),
    activeOf(connection, activeMenus.hotspot, session.username),
  ]);
  if (!ppp.ok) return ppp;
  if (!hotspot.ok) return hotspot;
  const matching = {
    ppp: ppp.value.filter((row) => isSession(row, activeMenus.ppp, session)),
    hotspot: hotspot.value.filter((row) => isSession(row, activeMenus.hotspot, session)),
  };
  const found = { ppp: matching.ppp.length, hotspot: matching.hotspot.length };
  if (found.ppp + found.hotspot === 0) {
    return refuse({ kind: "not-found", othersOfUser: ppp.value.length + hotspot.value.length });
  }
  const removed = { ppp: 0, hotspot: 0 };
  for (const kind of ["ppp", "hotspot"] as const) {
    for (const row of matching[kind]) {
      const answer = await connection.ask(`${activeMenus[kind].path}/remove`, { ".id": row[".id"] ?? "" });
      if (answer.ok) removed[kind] += 1;
      else if (!isAbsentItem(answer.error)) return refuse({ kind: "not-all-removed", removed, because: answer.error });
    }
  }
  const services = [...matching.ppp.map((row) => row["service"] ?? "ppp"), ...matching.hotspot.map(() => "hotspot")];
  return ok({ found, removed, services });
}

async function activeOf(
  connection: RouterOsConnection,
  { path, user, caller }: ActiveMenu,
  username: string,
): Promise<Result<readonly Row[], AskRefusal>> {
  const properties = [".id", user, caller, "address", "service", "session-id"].join(",");
  const answer = await connection.ask(`${path}/print`, { ".proplist": properties }, [`${user}=${username}`]);
  // A router without the hotspot package has no such menu, and so no such session.
  return !answer.ok && isAbsentMenu(answer.error) ? ok([]) : answer;
}
