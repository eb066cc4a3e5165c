import { ok, type Result, refuse } from "@beacom/result";
import { ipv4Text, ipv6Text } from "#address";
import { lacking, type Octets } from "#frame";
import { big } from "#integers";
import type { IpStart } from "#link-layer";
import type { PacketRefusal } from "#refusal";

export const udp = 17;

/** What an IP packet carries: `at` and `end` are where, in the octets of the frame. */
export type Carried = {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly at: number;
  readonly end: number;
  /** Absent when the packet is whole, or when it cannot be UDP. */
  readonly fragment?: Fragmentation;
};

export type Fragmentation = {
  /** The same for all fragments of one datagram, and for no other at that time. */
  readonly key: string;
  /** In octets of the datagram. */
  readonly first: number;
  readonly more: boolean;
};

/** RFC 791 or RFC 8200, whichever the packet is of. */
export function readIp(octets: Octets, { at, version }: IpStart): Result<Carried, PacketRefusal> {
  const { bytes, offset } = octets;
  if (at >= bytes.length) return lacking(octets);
  const found = bytes[at]! >> 4;
  if ((found !== 4 && found !== 6) || (version ?? found) !== found) {
    return refuse({ kind: "ip-version-false", offset: offset + at });
  }
  return found === 4 ? readIpv4(octets, at) : readIpv6(octets, at);
}

const moreFragments = 0x2000;

/** RFC 791 section 3.1. The checksum is not looked at: a network card may fill it in after the capture. */
function readIpv4(octets: Octets, at: number): Result<Carried, PacketRefusal> {
  const { bytes, offset, originalLength } = octets;
  if (bytes.length < at + 20) return lacking(octets);
  const headerLength = (bytes[at]! & 0x0f) * 4;
  // Zero is what a card that cuts up large packets itself is given.
  const length = big.u16(bytes, at + 2) || originalLength - at;
  if (headerLength < 20 || length < headerLength) return refuse({ kind: "ip-header-false", offset: offset + at });
  const end = at + length;
  if (end > originalLength) return refuse({ kind: "ip-overruns-frame", offset: offset + at + 2 });
  const source = ipv4Text(bytes, at + 12);
  const destination = ipv4Text(bytes, at + 16);
  const protocol = bytes[at + 9]!;
  const carried = { source, destination, protocol, at: at + headerLength, end };
  const flags = big.u16(bytes, at + 6);
  const more = (flags & moreFragments) !== 0;
  const first = (flags & 0x1fff) * 8;
  if ((first === 0 && !more) || protocol !== udp) return ok(carried);
  const key = `${source} ${destination} ${protocol} ${big.u16(bytes, at + 4)}`;
  return ok({ ...carried, fragment: { key, first, more } });
}

/** RFC 8200 section 3. */
function readIpv6(octets: Octets, at: number): Result<Carried, PacketRefusal> {
  const { bytes, offset, originalLength } = octets;
  if (bytes.length < at + 40) return lacking(octets);
  const end = at + 40 + big.u16(bytes, at + 4);
  if (end > originalLength) return refuse({ kind: "ip-overruns-frame", offset: offset + at + 4 });
  const source = ipv6Text(bytes, at + 8);
  const destination = ipv6Text(bytes, at + 24);
  return afterExtensions(octets, { source, destination, protocol: bytes[at + 6]!, at: at + 40, end });
}

const fragmentHeader = 44;
const authenticationHeader = 51;
/** Hop-by-Hop, Routing, Destination Options, Mobility, HIP, Shim6: all with their length in eights after the first. */
const extensionHeaders: ReadonlySet<number> = new Set([0, 43, 60, 135, 139, 140]);

/** RFC 8200 section 4: passes over the extension headers, up to what is carried or to a fragment of it. */
export function afterExtensions(octets: Octets, carried: Carried): Result<Carried, PacketRefusal> {
  const { bytes, offset } = octets;
  const { source, destination, end } = carried;
  let { protocol, at } = carried;
  while (isExtension(protocol)) {
    if (at + 8 > end) return refuse({ kind: "ip-header-false", offset: offset + at });
    if (at + 8 > bytes.length) return lacking(octets);
    const header = protocol;
    const length = header === authenticationHeader ? (bytes[at + 1]! + 2) * 4 : (bytes[at + 1]! + 1) * 8;
    protocol = bytes[at]!;
    if (header === fragmentHeader) {
      const flags = big.u16(bytes, at + 2);
      const [first, more] = [flags & 0xfff8, (flags & 1) !== 0];
      at += 8;
      // RFC 6946: a fragment that is the whole is nobody's fragment.
      if (first === 0 && !more) continue;
      if (!leadsToUdp(protocol)) break;
      const key = `${source} ${destination} ${bytes.subarray(at - 4, at).join(".")}`;
      return ok({ source, destination, protocol, at, end, fragment: { key, first, more } });
    }
    at += length;
    if (at > end) return refuse({ kind: "ip-header-false", offset: offset + at - length });
  }
  return ok({ source, destination, protocol, at, end });
}

/** May it be UDP when it is put together? Extension headers can stand before that. */
const leadsToUdp = (protocol: number): boolean => protocol === udp || isExtension(protocol);

const isExtension = (protocol: number): boolean =>
  protocol === fragmentHeader || protocol === authenticationHeader || extensionHeaders.has(protocol);
