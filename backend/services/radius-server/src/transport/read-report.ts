import { AcctStatus, dictionary, find, firstAddress, firstInteger, firstText, type Packet, Type } from "@beacom/radius";
import { type Result, ok, refuse } from "@beacom/result";
import type { LocalView, NasEntry } from "#application/local-view";
import { networkText } from "#domain/network";
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
  from: {
    nas: NasEntry;
    source: string;
    receivedAtMs: number;
    view: Pick<LocalView, "subscriber" | "subscriberOf">;
    localName: (username: string) => string;
    /** Another operator decides about the name. */
    isElsewhere: (username: string) => boolean;
  },
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

  const written = firstText(packet, Type.UserName);
  // What another operator wrote into Class is not ours to read, whatever it looks like.
  const given = written !== undefined && from.isElsewhere(written) ? undefined : readClass(packet);
  const owner = given && from.view.subscriberOf(given.customerId);
  const username = written ?? owner?.username ?? "";
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
      customerId: (owner ?? from.view.subscriber(from.localName(username)))?.customerId,
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
      calledStationId: firstText(packet, Type.CalledStationId),
      nasPortId: firstText(packet, Type.NasPortId),
      framedIpv6Prefix: prefixIn(packet, framedIpv6Prefix),
      delegatedIpv6Prefix: prefixIn(packet, delegatedIpv6Prefix),
      acceptedVersion: owner && given.version,
      claimId: owner && given.claimId,
    },
  });
}

const causeNames = dictionary.byName("Acct-Terminate-Cause")?.valueNames;

const framedIpv6Prefix = 97;
const delegatedIpv6Prefix = 123;

/** RFC 3162 section 2.3: a reserved octet, the length in bits, and as many octets of the prefix as it needs. */
function prefixIn(packet: Packet, type: number): string | undefined {
  const value = find(packet, type)?.value;
  const length = value?.[1];
  if (value === undefined || length === undefined || value.length > 18 || length > 128) return undefined;
  let bits = 0n;
  for (let i = 2; i < 18; i++) bits = (bits << 8n) | BigInt(value[i] ?? 0);
  return networkText({ width: 128, bits, prefix: length });
}

function readingOf(packet: Packet, octetsType: number, gigawordsType: number): CounterReading | undefined {
  const octets = firstInteger(packet, octetsType);
  if (octets === undefined) return undefined;
  const gigawords = firstInteger(packet, gigawordsType);
  return { octets: BigInt(gigawords ?? 0) * 0x1_0000_0000n + BigInt(octets), wide: gigawords !== undefined };
}
