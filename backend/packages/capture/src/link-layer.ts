import { ok, type Result } from "@beacom/result";
import { type Frame, lacking, LinkType, type Octets } from "#frame";
import { big } from "#integers";
import type { PacketRefusal } from "#refusal";

/** Where an IP packet begins in a frame, and its version where the frame says that. */
export type IpStart = { readonly at: number; readonly version: 4 | 6 | undefined };

/** Finds the IP packet in a frame; undefined when the frame carries something else, or is of a line that is not read here. */
export function ipStart(frame: Frame): Result<IpStart | undefined, PacketRefusal> {
  switch (frame.linkType) {
    case LinkType.ethernet:
      return afterEtherType(frame, 12, 14);
    case LinkType.linuxCooked:
      return afterEtherType(frame, 14, 16);
    case LinkType.linuxCooked2:
      return afterEtherType(frame, 0, 20);
    case LinkType.null:
    case LinkType.loop:
      return afterFamily(frame);
    case LinkType.raw:
    case LinkType.rawOfBsd:
      return ok({ at: 0, version: undefined });
    case LinkType.ipv4:
      return ok({ at: 0, version: 4 });
    case LinkType.ipv6:
      return ok({ at: 0, version: 6 });
    default:
      return ok(undefined);
  }
}

const etherType = { ipv4: 0x0800, ipv6: 0x86dd };
/** 802.1Q, 802.1ad (QinQ), and two that switches used before that. */
const vlanTags: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100, 0x9200]);

/** Any number of VLAN tags may stand between, of four octets each: the tag, and the type of what follows it. */
function afterEtherType(frame: Octets, typeAt: number, headerEnd: number): Result<IpStart | undefined, PacketRefusal> {
  const { bytes } = frame;
  if (bytes.length < headerEnd) return lacking(frame);
  let type = big.u16(bytes, typeAt);
  let at = headerEnd;
  for (; vlanTags.has(type); at += 4) {
    if (bytes.length < at + 4) return lacking(frame);
    type = big.u16(bytes, at + 2);
  }
  if (type === etherType.ipv4) return ok({ at, version: 4 });
  return ok(type === etherType.ipv6 ? { at, version: 6 } : undefined);
}

/** Linux, then NetBSD, FreeBSD and macOS have different numbers for the sixth version. */
const familiesOfIpv6: ReadonlySet<number> = new Set([10, 24, 28, 30]);

/** The address family of the machine that captured, in the order of its octets: so the small number is the right one. */
function afterFamily(frame: Octets): Result<IpStart | undefined, PacketRefusal> {
  const { bytes } = frame;
  if (bytes.length < 4) return lacking(frame);
  const [a, b, c, d] = bytes;
  const family = a === 0 && b === 0 && c === 0 ? d! : b === 0 && c === 0 && d === 0 ? a! : 0;
  if (family === 2) return ok({ at: 4, version: 4 });
  return ok(familiesOfIpv6.has(family) ? { at: 4, version: 6 } : undefined);
}
