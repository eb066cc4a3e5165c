import { randomBytes } from "node:crypto";
import { type Attribute, vendorAttribute } from "#attribute";
import { hashNtPasswordHash, sha1 } from "#auth/ms-chap-v2";
import { Vendor } from "#code";
import { md5 } from "#hash/md5";
import type { Secret } from "#secret";

// Fixed by RFC 3079 section 3.4.
const masterMagic = Buffer.from("This is the MPPE Master Key");
const clientSends = Buffer.from("On the client side, this is the send key; on the server side, it is the receive key.");
const clientReceives = Buffer.from(
  "On the client side, this is the receive key; on the server side, it is the send key.",
);
const pad1 = new Uint8Array(40);
const pad2 = new Uint8Array(40).fill(0xf2);

export type MppeSession = { send: Uint8Array; receive: Uint8Array };

/** RFC 3079 section 3: the 128-bit keys of a session, as the server (the NAS) uses them. */
export function mppeSession(passwordHash: Uint8Array, ntResponse: Uint8Array): MppeSession {
  const master = masterKey(passwordHash, ntResponse);
  return { send: startKey(master, clientReceives), receive: startKey(master, clientSends) };
}

export const masterKey = (passwordHash: Uint8Array, ntResponse: Uint8Array): Uint8Array =>
  sha1(hashNtPasswordHash(passwordHash), ntResponse, masterMagic).subarray(0, 16);

const startKey = (master: Uint8Array, magic: Uint8Array): Uint8Array => sha1(master, pad1, magic, pad2).subarray(0, 16);

export type MppeOptions = { keys: MppeSession; secret: Secret; authenticator: Uint8Array };

/** RFC 2548 section 2.4: encryption allowed (not required), 40 or 128 bits, and the two keys. */
export function mppeAttributes({ keys, secret, authenticator }: MppeOptions): Attribute[] {
  const salts = randomBytes(3);
  // The two salts of a packet must differ, and have their first bit set (RFC 2548 section 2.4.2).
  const sendSalt = Uint8Array.of(0x80 | salts[0]!, salts[2]! & 0xfe);
  const receiveSalt = Uint8Array.of(0x80 | salts[1]!, salts[2]! | 1);
  return [
    vendorAttribute(Vendor.Microsoft, 7, 1),
    vendorAttribute(Vendor.Microsoft, 8, 6),
    vendorAttribute(Vendor.Microsoft, 16, hideKey(keys.send, secret, authenticator, sendSalt)),
    vendorAttribute(Vendor.Microsoft, 17, hideKey(keys.receive, secret, authenticator, receiveSalt)),
  ];
}

/** Salted and chained like a PAP password, with the key's length in front (RFC 2548 section 2.4.2). */
function hideKey(key: Uint8Array, secret: Secret, authenticator: Uint8Array, salt: Uint8Array): Uint8Array {
  const blocks = Math.ceil((key.length + 1) / 16);
  const out = new Uint8Array(2 + 16 * blocks);
  out.set(salt);
  out[2] = key.length;
  out.set(key, 3);
  for (let offset = 2; offset < out.length; offset += 16) {
    const pad =
      offset === 2 ? md5(secret.bytes, authenticator, salt) : md5(secret.bytes, out.subarray(offset - 16, offset));
    for (let i = 0; i < 16; i++) out[offset + i] = out[offset + i]! ^ pad[i]!;
  }
  return out;
}

/** The other way round, for a client that wants to see that it got the right keys. */
export function revealKey(hidden: Uint8Array, secret: Secret, authenticator: Uint8Array): Uint8Array | undefined {
  if (hidden.length < 18 || (hidden.length - 2) % 16 !== 0) return undefined;
  const plain = new Uint8Array(hidden.length - 2);
  for (let offset = 0; offset < plain.length; offset += 16) {
    const pad =
      offset === 0
        ? md5(secret.bytes, authenticator, hidden.subarray(0, 2))
        : md5(secret.bytes, hidden.subarray(offset - 14, offset + 2));
    for (let i = 0; i < 16; i++) plain[offset + i] = hidden[2 + offset + i]! ^ pad[i]!;
  }
  const length = plain[0]!;
  return length < plain.length ? plain.subarray(1, 1 + length) : undefined;
}
