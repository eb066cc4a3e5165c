import { AcctStatus, dictionary, firstAddress, firstInteger, firstText, type Packet, Type } from "@beacom/radius";
import { type Result, ok, refuse } from "@beacom/result";
import type { LocalView, NasEntry } from "#application/local-view";
import type { CounterReading } from "#domain/octet-counter";
import type { Report } from "#domain/report";
import { readClass } from "#transport/session-class";

export type Heard =
  | { kind: "report"; report: Report }
  | { kind: "nas-restart"; atMs: number }
  /** Of no use to us (tunnels, failures), and acknowledged, or the NAS would send it for ever. */
  | { kind: "other"; status: number };

export type NotAReport = { kind: "status-type-missing" | "session-id-missing" };

const kinds = {
  [AcctStatus.Start]: "start",
  [AcctStatus.InterimUpdate]: "interim",
  [AcctStatus.Stop]: "stop",
} as const;

/** An Accounting-Request in our words (RFC 2866, RFC 2869). */
export function readReport(
  packet: Packet,
  from: { nas: NasEntry; source: string; receivedAtMs: number; view: LocalView },
): Result<Heard, NotAReport> {
  const { nas, receivedAtMs } = from;
  const status = firstInteger(packet, Type.AcctStatusType);
  const delaySeconds = firstInteger(packet, Type.AcctDelayTime);
  if (status === undefined) return refuse({ kind: "status-type-missing" });
  if (status === AcctStatus.AccountingOn || status === AcctStatus.AccountingOff) {
    return ok({ kind: "nas-restart", atMs: receivedAtMs - (delaySeconds ?? 0) * 1000 });
  }
  const kind = status in kinds ? kinds[status as keyof typeof kinds] : undefined;
  if (kind === undefined) return ok({ kind: "other", status });
  const acctSessionId = firstText(packet, Type.AcctSessionId);
  if (!acctSessionId) return refuse({ kind: "session-id-missing" });

  const given = readClass(packet);
  const owner = given && from.view.subscriberOf(given.customerId);
  const username = firstText(packet, Type.UserName) ?? owner?.username ?? "";
  const input = readingOf(packet, Type.AcctInputOctets, Type.AcctInputGigawords);
  const output = readingOf(packet, Type.AcctOutputOctets, Type.AcctOutputGigawords);
  const nasClock = firstInteger(packet, Type.EventTimestamp);
  const cause = firstInteger(packet, Type.AcctTerminateCause);
  return ok({
    kind: "report",
    report: {
      kind,
      nasId: nas.nas.nasId,
      nasSource: from.source,
      acctSessionId,
      username,
      customerId: (owner ?? from.view.subscriber(username))?.customerId,
      receivedAtMs,
      delaySeconds,
      nasClockMs: nasClock === undefined ? undefined : nasClock * 1000,
      sessionSeconds: firstInteger(packet, Type.AcctSessionTime),
      // RFC 2866: input is what came from the subscriber. Some report it the other way round.
      up: nas.nas.countersReversed ? output : input,
      down: nas.nas.countersReversed ? input : output,
      terminateCause: cause === undefined ? undefined : (causeNames?.get(cause) ?? `${cause}`),
      nasIpAddress: firstAddress(packet, Type.NasIpAddress),
      framedIpAddress: firstAddress(packet, Type.FramedIpAddress),
      callingStationId: firstText(packet, Type.CallingStationId),
      acceptedVersion: owner && given.version,
    },
  });
}

const causeNames = dictionary.byName("Acct-Terminate-Cause")?.valueNames;

function readingOf(packet: Packet, octetsType: number, gigawordsType: number): CounterReading | undefined {
  const octets = firstInteger(packet, octetsType);
  if (octets === undefined) return undefined;
  const gigawords = firstInteger(packet, gigawordsType);
  return { octets: BigInt(gigawords ?? 0) * 0x1_0000_0000n + BigInt(octets), wide: gigawords !== undefined };
}
