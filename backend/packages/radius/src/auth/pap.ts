import { type Attribute, textAttribute, utf8Of } from "#attribute";
import { Type } from "#code";
import { Md5 } from "#hash/md5";
import type { Packet } from "#packet";
import { find } from "#read";
import type { Secret } from "#secret";

// Scratch space of synchronous functions; a password is at most 128 octets long (RFC 2865 section 5.2).
const hash = new Md5();
const pad = new Uint8Array(16);
const longest = 128;

/** RFC 2865 section 5.2. The comparison takes as long for a wrong password as for the right one. */
export function checkPap(packet: Packet, password: string, secret: Secret): boolean {
  const plain = passwordOf(packet, secret);
  if (plain === undefined) return false;
  const expected = utf8Of(password);
  let difference = expected.length > plain.length ? 1 : 0;
  for (let i = 0; i < plain.length; i++) difference |= plain[i]! ^ (expected[i] ?? 0);
  return difference === 0;
}

/** The password that a PAP request carries, still padded with zeros to a multiple of 16 octets. */
export function passwordOf(packet: Packet, secret: Secret): Uint8Array | undefined {
  const hidden = find(packet, Type.UserPassword)?.value;
  if (hidden === undefined || hidden.length === 0 || hidden.length % 16 !== 0 || hidden.length > longest)
    return undefined;
  const plain = new Uint8Array(hidden.length);
  for (let offset = 0; offset < hidden.length; offset += 16) {
    nextPad(secret, offset === 0 ? packet.authenticator : hidden, Math.max(offset - 16, 0));
    for (let i = 0; i < 16; i++) plain[offset + i] = hidden[offset + i]! ^ pad[i]!;
  }
  return plain;
}

export type PapRequest = { username: string; password: string; authenticator: Uint8Array; secret: Secret };

/** The client's side: what an Access-Request with this very authenticator carries. */
export function papRequest({ username, password, authenticator, secret }: PapRequest): Attribute[] {
  const plain = utf8Of(password);
  if (plain.length > longest) throw new RangeError(`a password of ${plain.length} octets does not fit`);
  const hidden = new Uint8Array(Math.max(1, Math.ceil(plain.length / 16)) * 16);
  hidden.set(plain);
  for (let offset = 0; offset < hidden.length; offset += 16) {
    nextPad(secret, offset === 0 ? authenticator : hidden, Math.max(offset - 16, 0));
    for (let i = 0; i < 16; i++) hidden[offset + i] = hidden[offset + i]! ^ pad[i]!;
  }
  return [textAttribute(Type.UserName, username), { type: Type.UserPassword, value: hidden }];
}

function nextPad(secret: Secret, before: Uint8Array, from: number): void {
  hash.start();
  hash.update(secret.bytes);
  hash.update(before, from, from + 16);
  hash.finishInto(pad, 0);
}
