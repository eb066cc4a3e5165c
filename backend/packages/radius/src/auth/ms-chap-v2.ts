import { createCipheriv, createHash } from "node:crypto";
import { md4 } from "#hash/md4";

/** The functions of RFC 2759 section 8, by its names: a password never travels, its NT hash proves itself. */
export function ntPasswordHash(password: string): Uint8Array {
  return md4(Buffer.from(password, "utf16le"));
}

export const hashNtPasswordHash = (passwordHash: Uint8Array): Uint8Array => md4(passwordHash);

/** A domain in front of the name does not count (RFC 2759 section 4). */
export function challengeHash(peer: Uint8Array, authenticator: Uint8Array, username: string): Uint8Array {
  const name = username.slice(username.lastIndexOf("\\") + 1);
  return sha1(peer, authenticator, Buffer.from(name)).subarray(0, 8);
}

/** The 8-octet challenge, enciphered with each third of the (padded) NT hash as a DES key. */
export function challengeResponse(challenge: Uint8Array, passwordHash: Uint8Array): Uint8Array {
  const padded = new Uint8Array(21);
  padded.set(passwordHash);
  return Buffer.concat([0, 7, 14].map((offset) => desEncrypt(challenge, padded.subarray(offset, offset + 7))));
}

// Fixed by RFC 2759 section 8.7.
const magic1 = Buffer.from("Magic server to client signing constant");
const magic2 = Buffer.from("Pad to make it do more than one iteration");

/** "S=" and 40 hexadecimal digits: the server's proof that it knows the password as well. */
export function authenticatorResponse(passwordHash: Uint8Array, ntResponse: Uint8Array, challenge: Uint8Array): string {
  const digest = sha1(hashNtPasswordHash(passwordHash), ntResponse, magic1);
  return `S=${sha1(digest, challenge, magic2).toString("hex").toUpperCase()}`;
}

export function sha1(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** OpenSSL 3 has retired single DES; triple DES with one key three times is the same function. */
function desEncrypt(block: Uint8Array, key: Uint8Array): Buffer {
  const single = withParityBits(key);
  const cipher = createCipheriv("des-ede3-ecb", Buffer.concat([single, single, single]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

/** 7 octets are 8 groups of 7 bits; the lowest bit of each DES key octet is parity, which nobody looks at. */
function withParityBits(key: Uint8Array): Uint8Array {
  const bits = key.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  return Uint8Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(49 - 7 * i)) & 0x7fn) << 1);
}
