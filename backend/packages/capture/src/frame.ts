import { type Result, refuse } from "@beacom/result";
import type { PacketRefusal } from "#refusal";

/** Octets that were on a line, or were put together from fragments. */
export type Octets = {
  /** Those that were captured. */
  readonly bytes: Uint8Array;
  /** How many there were. */
  readonly originalLength: number;
  /** Where the first of them stands in the file. */
  readonly offset: number;
};

/** One captured packet. */
export type Frame = Octets & {
  /** Since 1970, in UTC. */
  readonly atMicroseconds: bigint;
  readonly linkType: number;
};

/** Names and numbers of https://www.tcpdump.org/linktypes.html. */
export const LinkType = {
  null: 0,
  ethernet: 1,
  rawOfBsd: 12,
  raw: 101,
  loop: 108,
  linuxCooked: 113,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const;

const readable: ReadonlySet<number> = new Set(Object.values(LinkType));

export const isReadable = (linkType: number): boolean => readable.has(linkType);

/** Why octets that a reader needs are not there: the capture left them out, or they never were. */
export function lacking({ bytes, originalLength, offset }: Octets): Result<never, PacketRefusal> {
  if (bytes.length >= originalLength) return refuse({ kind: "frame-too-short", offset: offset + bytes.length });
  return refuse({
    kind: "truncated-by-snaplen",
    offset: offset + bytes.length,
    capturedOctets: bytes.length,
    originalOctets: originalLength,
  });
}
