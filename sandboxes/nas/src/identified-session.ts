import { type Packet, findAll, firstAddress, firstText, textOf, Type } from "@beacom/radius";
import { ok, type Result, refuse } from "@beacom/result";
import { macDigits } from "#mac-address";
import type { HeldSession } from "#session";
import type { Identifier, VendorBehaviour } from "#vendor";

export type NotIdentified =
  | { readonly kind: "unidentified" }
  | { readonly kind: "no-such-session" }
  | { readonly kind: "contradicted" }
  | { readonly kind: "several" };

/** Cisco's dictionary: Account-Info carries "S" and the subscriber's address. */
const accountInfo = { vendor: 9, type: 250 };

/** The sessions that a CoA or a Disconnect means, by the rules of this vendor. */
export function identifiedSessions(
  request: Packet,
  { looksAt, needs, several }: VendorBehaviour["dynamicAuthorization"],
  sessions: Iterable<HeldSession>,
): Result<readonly HeldSession[], NotIdentified> {
  const told = new Map(looksAt.flatMap((identifier) => toldBy(request, identifier)));
  if (!needs.some((set) => set.every((identifier) => told.has(identifier)))) return refuse({ kind: "unidentified" });
  const fitting: HeldSession[] = [];
  let partly = false;
  for (const session of sessions) {
    const fits = [...told].map(([identifier, value]) => isOf(session, identifier, value));
    if (fits.every(Boolean)) fitting.push(session);
    else partly ||= fits.some(Boolean);
  }
  if (fitting.length === 0) return refuse({ kind: partly ? "contradicted" : "no-such-session" });
  if (fitting.length > 1 && several !== "all") return refuse({ kind: "several" });
  return ok(fitting);
}

function toldBy(request: Packet, identifier: Identifier): [Identifier, string][] {
  const value = valueOf(request, identifier);
  return value === undefined ? [] : [[identifier, value]];
}

function valueOf(request: Packet, identifier: Identifier): string | undefined {
  switch (identifier) {
    case "User-Name":
      return firstText(request, Type.UserName);
    case "Framed-IP-Address":
      return firstAddress(request, Type.FramedIpAddress);
    case "Acct-Session-Id":
      return firstText(request, Type.AcctSessionId);
    case "Calling-Station-Id":
      return firstText(request, Type.CallingStationId);
    case "Cisco-Account-Info":
      return findAll(request, accountInfo.type, accountInfo.vendor)
        .map(({ value }) => textOf(value))
        .find((text) => text.startsWith("S"));
    default:
      return identifier satisfies never;
  }
}

function isOf(session: HeldSession, identifier: Identifier, value: string): boolean {
  switch (identifier) {
    case "User-Name":
      return session.username === value;
    case "Framed-IP-Address":
      return session.framedIpAddress === value;
    case "Acct-Session-Id":
      return session.acctSessionId === value;
    case "Calling-Station-Id":
      return (macDigits(session.callingStationId) ?? session.callingStationId) === (macDigits(value) ?? value);
    case "Cisco-Account-Info":
      return value === `S${session.framedIpAddress}`;
    default:
      return identifier satisfies never;
  }
}
