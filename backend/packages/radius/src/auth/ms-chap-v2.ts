import { utf8Of } from "#attribute";
import { desEncryptInto } from "#hash/des";
import { md4, md4Into } from "#hash/md4";
import { Sha1 } from "#hash/sha1";
import { textOf } from "#read";

// Scratch space of synchronous functions: nothing of it outlives a call.
const hash = new Sha1();
const digest = new Uint8Array(20);
const threeKeys = new Uint8Array(21);
const shortPassword = new Uint8Array(128);

/** The functions of RFC 2759 section 8, by its names: a password never travels, its NT hash proves itself. */
export function ntPasswordHash(password: string): Uint8Array {
  const octets = 2 * password.length;
  const utf16 = octets <= shortPassword.length ? shortPassword : new Uint8Array(octets);
  for (let i = 0; i < password.length; i++) {
    const code = password.charCodeAt(i);
    utf16[2 * i] = code;
    utf16[2 * i + 1] = code >> 8;
  }
  const passwordHash = new Uint8Array(16);
  md4Into(utf16, octets, passwordHash);
  return passwordHash;
}

export const hashNtPasswordHash = (passwordHash: Uint8Array): Uint8Array => md4(passwordHash);

/** A domain in front of the name does not count (RFC 2759 section 4). */
export function challengeHash(peer: Uint8Array, authenticator: Uint8Array, username: string): Uint8Array {
  const challenge = new Uint8Array(8);
  hash.start();
  hash.update(peer);
  hash.update(authenticator);
  hash.update(utf8Of(username.slice(username.lastIndexOf("\\") + 1)));
  hash.finishInto(challenge, 0, 8);
  return challenge;
}

/** The 8-octet challenge, enciphered with each third of the (padded) NT hash as a DES key. */
export function challengeResponse(challenge: Uint8Array, passwordHash: Uint8Array): Uint8Array {
  for (let i = 0; i < 16; i++) threeKeys[i] = passwordHash[i]!;
  const response = new Uint8Array(24);
  desEncryptInto(challenge, threeKeys, 0, response, 0);
  desEncryptInto(challenge, threeKeys, 7, response, 8);
  desEncryptInto(challenge, threeKeys, 14, response, 16);
  return response;
}

/** "S=" and 40 hexadecimal digits: the server's proof that it knows the password as well. */
export function authenticatorResponse(passwordHash: Uint8Array, ntResponse: Uint8Array, challenge: Uint8Array): string {
  const proof = new Uint8Array(proofOctets);
  writeProof(hashNtPasswordHash(passwordHash), ntResponse, challenge, proof, 0);
  return textOf(proof);
}

// Fixed by RFC 2759 section 8.7.
const magic1 = utf8Of("Magic server to client signing constant");
const magic2 = utf8Of("Pad to make it do more than one iteration");

export const proofOctets = 42;

/** The same from the hash of the NT hash, as `proofOctets` octets at `offset`. */
export function writeProof(
  passwordHashHash: Uint8Array,
  ntResponse: Uint8Array,
  challenge: Uint8Array,
  out: Uint8Array,
  offset: number,
): void {
  hash.start();
  hash.update(passwordHashHash);
  hash.update(ntResponse);
  hash.update(magic1);
  hash.finishInto(digest, 0);
  hash.start();
  hash.update(digest);
  hash.update(challenge);
  hash.update(magic2);
  hash.finishInto(digest, 0);
  out[offset] = 0x53;
  out[offset + 1] = 0x3d;
  writeHex(digest, out, offset + 2);
}

/** Two hexadecimal digits an octet, in capitals as MS-CHAP wants them. */
export function writeHex(octets: Uint8Array, out: Uint8Array, offset: number): void {
  for (let i = 0, at = offset; i < octets.length; i++, at += 2) {
    out[at] = hexDigit(octets[i]! >> 4);
    out[at + 1] = hexDigit(octets[i]! & 15);
  }
}

const hexDigit = (n: number): number => (n < 10 ? 48 : 55) + n;
