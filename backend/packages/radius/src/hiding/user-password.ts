import { Md5 } from "#hash/md5";
import type { Secret } from "#secret";

// Scratch space of synchronous functions: nothing of it outlives a call.
const hash = new Md5();
const pad = new Uint8Array(16);

/** RFC 2865 section 5.2. */
export const longestPassword = 128;

/** RFC 2865 section 5.2: padded with zeros to a multiple of 16 octets, each block hidden by a hash over the one before. */
export function hidePassword(plain: Uint8Array, secret: Secret, authenticator: Uint8Array): Uint8Array {
  if (plain.length > longestPassword) throw new RangeError(`a password of ${plain.length} octets does not fit`);
  const hidden = new Uint8Array(Math.max(1, Math.ceil(plain.length / 16)) * 16);
  hidden.set(plain);
  for (let offset = 0; offset < hidden.length; offset += 16) {
    const mask = passwordPad(secret, offset === 0 ? authenticator : hidden, Math.max(offset - 16, 0));
    for (let i = 0; i < 16; i++) hidden[offset + i] = hidden[offset + i]! ^ mask[i]!;
  }
  return hidden;
}

/** The other way round, with its padding; undefined when it has not the length of a hidden password. */
export function revealPassword(hidden: Uint8Array, secret: Secret, authenticator: Uint8Array): Uint8Array | undefined {
  if (!isHiddenPassword(hidden)) return undefined;
  const plain = new Uint8Array(hidden.length);
  for (let offset = 0; offset < hidden.length; offset += 16) {
    const mask = passwordPad(secret, offset === 0 ? authenticator : hidden, Math.max(offset - 16, 0));
    for (let i = 0; i < 16; i++) plain[offset + i] = hidden[offset + i]! ^ mask[i]!;
  }
  return plain;
}

export const isHiddenPassword = (hidden: Uint8Array): boolean =>
  hidden.length > 0 && hidden.length % 16 === 0 && hidden.length <= longestPassword;

/** A password's octets up to the zeros that fill its last block. */
export function withoutPadding(plain: Uint8Array): Uint8Array {
  let length = plain.length;
  while (length > 0 && plain[length - 1] === 0) length--;
  return plain.subarray(0, length);
}

/** What a block is hidden with, after the 16 octets at `from` of `before`. Overwritten by the next call. */
export function passwordPad(secret: Secret, before: Uint8Array, from: number): Uint8Array {
  hash.start();
  hash.update(secret.bytes);
  hash.update(before, from, from + 16);
  hash.finishInto(pad, 0);
  return pad;
}
