import { octets } from "#testing/packets";

/** Captures made by hand. */

export type Order = "big" | "little";

export type Written = {
  bytes: Uint8Array;
  /** Octets that were on the line, if more than these. */
  originalLength?: number;
  /** Since 1970; otherwise noon of the first of March 2026. */
  atMicroseconds?: bigint;
};

export const noon = 1_772_366_400_000_000n;

function integersOf(order: Order) {
  const words =
    (size: number) =>
    (n: number | bigint): number[] => {
      const bytes = Array.from({ length: size }, (_, i) => Number((BigInt(n) >> BigInt(8 * i)) & 0xffn));
      return order === "little" ? bytes : bytes.toReversed();
    };
  return { u16: words(2), u32: words(4), u64: words(8) };
}

type PcapForm = { order?: Order; nanoseconds?: boolean; linkType?: number; version?: number };

export function pcapFile(packets: readonly Written[], form: PcapForm = {}): Uint8Array {
  const { order = "little", nanoseconds = false, linkType = 1, version = 2 } = form;
  const { u16, u32 } = integersOf(order);
  const records = packets.map(({ bytes, originalLength = bytes.length, atMicroseconds = noon }) => {
    const parts = (atMicroseconds % 1_000_000n) * (nanoseconds ? 1_000n : 1n);
    const times = octets(u32(atMicroseconds / 1_000_000n), u32(parts));
    return octets(times, u32(bytes.length), u32(originalLength), bytes);
  });
  const magic = u32(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
  const header = octets(magic, u16(version), u16(4), u32(0), u32(0), u32(262_144), u32(linkType));
  return Buffer.concat([header, ...records]);
}

export const pcapngFile = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

type InterfaceForm = { linkType?: number; snapLength?: number; resolution?: number; offsetSeconds?: bigint };
type PacketForm = { interfaceId?: number; ticks?: bigint; captured?: number };

/** Blocks of a pcapng file in this order of octets. */
export function blocks(order: Order) {
  const { u16, u32, u64 } = integersOf(order);
  const padded = (bytes: ArrayLike<number>): Uint8Array => octets(bytes, new Uint8Array((4 - (bytes.length % 4)) % 4));
  const option = (code: number, value: ArrayLike<number>): Uint8Array =>
    octets(u16(code), u16(value.length), padded(value));
  const block = (type: number, body: ArrayLike<number>): Uint8Array => {
    const content = padded(body);
    const length = u32(content.length + 12);
    return octets(u32(type), length, content, length);
  };
  return {
    block,
    section: (major = 1) => block(0x0a0d0d0a, octets(u32(0x1a2b3c4d), u16(major), u16(0), u64(2n ** 64n - 1n))),
    interface: ({ linkType = 1, snapLength = 0, resolution, offsetSeconds }: InterfaceForm = {}) => {
      const name = option(2, Buffer.from("eth0"));
      const resolutionOption = resolution === undefined ? [] : option(9, [resolution]);
      const offsetOption = offsetSeconds === undefined ? [] : option(14, u64(BigInt.asUintN(64, offsetSeconds)));
      const fixed = octets(u16(linkType), u16(0), u32(snapLength));
      return block(1, octets(fixed, name, resolutionOption, offsetOption, option(0, [])));
    },
    packet: ({ bytes, originalLength = bytes.length }: Written, form: PacketForm = {}) => {
      const { interfaceId = 0, ticks = noon, captured = bytes.length } = form;
      const fixed = octets(u32(interfaceId), u32(ticks >> 32n), u32(ticks & 0xffff_ffffn));
      return block(6, octets(fixed, u32(captured), u32(originalLength), padded(bytes), option(0, [])));
    },
    simplePacket: ({ bytes, originalLength = bytes.length }: Written) => block(3, octets(u32(originalLength), bytes)),
  };
}
