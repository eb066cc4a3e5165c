import { Type } from "#code";
import type { Dice } from "#fuzz/dice";

/** A datagram in the middle of an arena, whose octets before and after it belong to nobody. */
export type Arena = { readonly bytes: Uint8Array; readonly start: number };

export const arenaOf = (guard: number): Arena => ({ bytes: new Uint8Array(4096 + 2 * guard).fill(0xa5), start: guard });

/** Puts a spoilt copy of a packet into the arena, and says how many octets it has. */
export function mutateInto({ bytes, start }: Arena, packet: Uint8Array, dice: Dice): number {
  let length = packet.length;
  bytes.set(packet, start);
  switch (dice(9)) {
    case 0:
      for (let times = dice(6); times >= 0; times--) bytes[start + dice(length)] = dice(256);
      break;
    case 1:
      bytes[start + 2] = dice(4) === 0 ? dice(256) : 0;
      bytes[start + 3] = dice(256);
      break;
    case 2:
      length = dice(length);
      if (dice(2) === 0) stateLength(bytes, start, length);
      break;
    case 3:
      lieAboutLength(bytes, attributeAt(bytes, start, length, dice) + 1, dice);
      break;
    case 4:
      spoilVendor(bytes, start, length, dice);
      break;
    case 5:
      length = doubleAttribute(bytes, start, length, dice);
      break;
    case 6:
      length = 20 + dice(236);
      for (let i = 0; i < length; i++) bytes[start + i] = dice(256);
      if (dice(2) === 0) stateLength(bytes, start, length);
      break;
    case 7:
      length = shortenAttribute(bytes, start, length, dice);
      break;
    default:
      bytes[start + dice(length)]! ^= 1 << dice(8);
  }
  return length;
}

function stateLength(bytes: Uint8Array, start: number, length: number): void {
  bytes[start + 2] = length >> 8;
  bytes[start + 3] = length;
}

function lieAboutLength(bytes: Uint8Array, at: number, dice: Dice): void {
  const lies = [0, 1, 2, bytes[at]! - 1, bytes[at]! + 1, 255, dice(256)];
  bytes[at] = lies[dice(lies.length)]!;
}

/** Where one of the packet's attributes begins. */
function attributeAt(bytes: Uint8Array, start: number, length: number, dice: Dice): number {
  let at = start + 20;
  for (let skip = dice(20); skip > 0; skip--) {
    const next = at + bytes[at + 1]!;
    if (next + 2 > start + length) break;
    at = next;
  }
  return at;
}

/** Another vendor, or a lie about a length, inside one of its Vendor-Specific attributes. */
function spoilVendor(bytes: Uint8Array, start: number, length: number, dice: Dice): void {
  for (let tries = 0; tries < 4; tries++) {
    const at = attributeAt(bytes, start, length, dice);
    if (bytes[at] !== Type.VendorSpecific) continue;
    if (dice(3) === 0) bytes[at + 2 + dice(4)] = dice(256);
    else lieAboutLength(bytes, at + 7, dice);
    return;
  }
}

/** One attribute stands twice, and the packet's length says so. */
function doubleAttribute(bytes: Uint8Array, start: number, length: number, dice: Dice): number {
  const at = attributeAt(bytes, start, length, dice);
  const size = Math.min(bytes[at + 1]!, start + length - at);
  bytes.copyWithin(at + size, at, start + length);
  stateLength(bytes, start, length + size);
  return length + size;
}

/** One attribute has some octets less, and all lengths say so. */
function shortenAttribute(bytes: Uint8Array, start: number, length: number, dice: Dice): number {
  const at = attributeAt(bytes, start, length, dice);
  const size = bytes[at + 1]!;
  if (size < 3 || at + size > start + length) return length;
  const less = 1 + dice(size - 2);
  bytes.copyWithin(at + size - less, at + size, start + length);
  bytes[at + 1] = size - less;
  stateLength(bytes, start, length - less);
  return length - less;
}
