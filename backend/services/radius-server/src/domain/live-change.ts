import type { Nas } from "#domain/nas";
import type { NasKind } from "#domain/policy/nas-kind";
import type { Session } from "#domain/session";

/** What is sent to bring a live session to what its subscriber may have: by RADIUS, or by the router's own API. */
export type LiveStep = "coa" | "disconnect" | "device-change" | "device-end";

/** Where a session is changed there are other ways left when one fails; where it is ended, only harder ones. */
export function stepAfter(failed: LiveStep, nas: Nas): LiveStep | undefined {
  const device = nas.deviceApi !== undefined && nas.afterFailedCoa.includes("device-api");
  switch (failed) {
    case "coa": {
      const [next] = nas.afterFailedCoa;
      if (next === "device-api" && device) return "device-change";
      return nas.afterFailedCoa.includes("disconnect") ? "disconnect" : undefined;
    }
    case "device-change":
      return nas.afterFailedCoa.includes("disconnect") ? "disconnect" : "device-end";
    case "disconnect":
      return device ? "device-end" : undefined;
    case "device-end":
      return undefined;
    default:
      return failed satisfies never;
  }
}

/** A make that only obeys a new login is not asked for a change; a Disconnect brings the new login. */
export const firstStep = (wanted: LiveStep, kind: NasKind): LiveStep =>
  wanted === "coa" && kind.dynamicAuthorization.changesSessions === "no" ? "disconnect" : wanted;

/** The fields of a session by which a NAS finds it (domain/policy/kinds). */
export const sessionFields = (session: Session, nas: Nas): Readonly<Record<string, string | undefined>> => ({
  username: session.username || undefined,
  acctSessionId: session.acctSessionId || undefined,
  nasIpAddress: session.nasIpAddress,
  nasIdentifier: nas.identifier,
  framedIpAddress: session.framedIpAddress,
  framedIpv6Prefix: session.framedIpv6Prefix,
  callingStationId: session.callingStationId,
  calledStationId: session.calledStationId,
  nasPortId: session.nasPortId,
});

/** Whether the NAS can tell which session is meant; a RouterOS that cannot acknowledges and does nothing. */
export function canFind(session: Session, nas: Nas, kind: NasKind): boolean {
  const fields = sessionFields(session, nas);
  return kind.dynamicAuthorization.needs.every((name) => fields[name] !== undefined);
}
