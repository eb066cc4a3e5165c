/** Packets made by hand, from the payload outwards. */

/** Numbers and lists of octets, one after the other. */
export const octets = (...parts: readonly (number | ArrayLike<number>)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? part : Array.from(part))));

const u16 = (n: number): number[] => [(n >> 8) & 0xff, n & 0xff];
const u32 = (n: number): number[] => [n >>> 24, (n >> 16) & 0xff, ...u16(n)];

export const text = (words: string): Uint8Array => Buffer.from(words);

/** Octets that differ from their neighbours, so that a wrong order shows. */
export const filler = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

export const udp = (payload: Uint8Array, { from = 40_000, to = 1812, length = payload.length + 8 } = {}): Uint8Array =>
  octets(u16(from), u16(to), u16(length), u16(0), payload);

export type Ipv4 = {
  id?: number;
  /** In octets. */
  first?: number;
  more?: boolean;
  protocol?: number;
  options?: readonly number[];
  totalLength?: number;
  source?: readonly number[];
};

export function ipv4(payload: Uint8Array, ip: Ipv4 = {}): Uint8Array {
  const { id = 7, first = 0, more = false, protocol = 17, options = [], source = [10, 0, 0, 1] } = ip;
  const headerLength = 20 + options.length;
  const totalLength = u16(ip.totalLength ?? headerLength + payload.length);
  const flags = u16((more ? 0x2000 : 0) | (first / 8));
  const header = octets(0x40 | (headerLength / 4), 0, totalLength, u16(id), flags, 64, protocol, 0, 0);
  const packet = octets(header, source, [10, 0, 0, 2], options);
  packet.set(u16(checksum(packet)), 10);
  return octets(packet, payload);
}

/** RFC 1071. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | bytes[i + 1]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

const ipv6Source = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const ipv6Destination = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2];

export const ipv6 = (payload: Uint8Array, { next = 17, payloadLength = payload.length } = {}): Uint8Array =>
  octets([0x60, 0, 0, 0], u16(payloadLength), next, 64, ipv6Source, ipv6Destination, payload);

/** An extension header with its length in eights after the first, filled with a padding option. */
export function extension(next: number, eights: number, payload: Uint8Array): Uint8Array {
  const padding = 8 * (eights + 1) - 4;
  return octets(next, eights, 1, padding, new Uint8Array(padding), payload);
}

export const ipv6Fragment = (
  payload: Uint8Array,
  { next = 17, first = 0, more = false, id = 7 }: { next?: number; first?: number; more?: boolean; id?: number },
): Uint8Array => ipv6(octets(next, 0, u16(first | (more ? 1 : 0)), u32(id), payload), { next: 44 });

const mac = [2, 0, 0, 0, 0, 1];

export const ethernet = (payload: Uint8Array, { type = 0x0800, tags = [] as readonly number[] } = {}): Uint8Array =>
  octets(
    mac,
    mac,
    tags.flatMap((tag) => [...u16(tag), 0, 42]),
    u16(type),
    payload,
  );

export const linuxCooked = (payload: Uint8Array, type = 0x0800): Uint8Array =>
  octets([0, 0, 0, 1, 0, 6], mac, 0, 0, u16(type), payload);

export const linuxCooked2 = (payload: Uint8Array, type = 0x0800): Uint8Array =>
  octets(u16(type), [0, 0, 0, 0, 0, 2, 0, 1, 0, 6], mac, 0, 0, payload);

export const loopback = (payload: Uint8Array, family: readonly number[] = [2, 0, 0, 0]): Uint8Array =>
  octets(family, payload);
