/** Unsigned integers, in the order of octets that a file was written in. */
export type Integers = {
  u16(bytes: Uint8Array, at: number): number;
  u32(bytes: Uint8Array, at: number): number;
};

export const big: Integers = {
  u16: (bytes, at) => (bytes[at]! << 8) | bytes[at + 1]!,
  u32: (bytes, at) => ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0,
};

export const little: Integers = {
  u16: (bytes, at) => bytes[at]! | (bytes[at + 1]! << 8),
  u32: (bytes, at) => (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0,
};
