import { type Attribute, utf8Of, vendorAttribute } from "#attribute";
import { hashNtPasswordHash } from "#auth/ms-chap-v2";
import { Vendor } from "#code";
import { Sha1 } from "#hash/sha1";
import { hideSalted, revealSalted } from "#hiding/salted";
import type { Secret } from "#secret";

const hash = new Sha1();

// Fixed by RFC 3079 section 3.4.
const masterMagic = utf8Of("This is the MPPE Master Key");
const clientSends = padded("On the client side, this is the send key; on the server side, it is the receive key.");
const clientReceives = padded("On the client side, this is the receive key; on the server side, it is the send key.");

export type MppeSession = { send: Uint8Array; receive: Uint8Array };

/** RFC 3079 section 3: the 128-bit keys of a session, as the server (the NAS) uses them. */
export const mppeSession = (passwordHash: Uint8Array, ntResponse: Uint8Array): MppeSession =>
  mppeSessionOf(hashNtPasswordHash(passwordHash), ntResponse);

/** The same from the hash of the NT hash. */
export function mppeSessionOf(passwordHashHash: Uint8Array, ntResponse: Uint8Array): MppeSession {
  const master = masterKeyOf(passwordHashHash, ntResponse);
  return { send: startKey(master, clientReceives), receive: startKey(master, clientSends) };
}

export const masterKey = (passwordHash: Uint8Array, ntResponse: Uint8Array): Uint8Array =>
  masterKeyOf(hashNtPasswordHash(passwordHash), ntResponse);

function masterKeyOf(passwordHashHash: Uint8Array, ntResponse: Uint8Array): Uint8Array {
  const key = new Uint8Array(16);
  hash.start();
  hash.update(passwordHashHash);
  hash.update(ntResponse);
  hash.update(masterMagic);
  hash.finishInto(key, 0, 16);
  return key;
}

function startKey(master: Uint8Array, purpose: Uint8Array): Uint8Array {
  const key = new Uint8Array(16);
  hash.start();
  hash.update(master);
  hash.update(purpose);
  hash.finishInto(key, 0, 16);
  return key;
}

export type MppeOptions = { keys: MppeSession; secret: Secret; authenticator: Uint8Array };

/** RFC 2548 section 2.4: encryption allowed (not required), 40 or 128 bits, and the two keys. */
export function mppeAttributes({ keys, secret, authenticator }: MppeOptions): Attribute[] {
  return [
    vendorAttribute(Vendor.Microsoft, 7, 1),
    vendorAttribute(Vendor.Microsoft, 8, 6),
    vendorAttribute(Vendor.Microsoft, 16, hideSalted(keys.send, secret, authenticator)),
    vendorAttribute(Vendor.Microsoft, 17, hideSalted(keys.receive, secret, authenticator)),
  ];
}

export type MskOptions = { msk: Uint8Array; secret: Secret; authenticator: Uint8Array };

/**
 * The master session key of an EAP method, for the NAS: its first half is MS-MPPE-Recv-Key, its second MS-MPPE-Send-Key,
 * of 32 octets at most (RFC 5216 section 2.3).
 */
export function mskAttributes({ msk, secret, authenticator }: MskOptions): Attribute[] {
  const half = Math.min(32, msk.length >> 1);
  return [
    vendorAttribute(Vendor.Microsoft, 17, hideSalted(msk.subarray(0, half), secret, authenticator)),
    vendorAttribute(Vendor.Microsoft, 16, hideSalted(msk.subarray(half, 2 * half), secret, authenticator)),
  ];
}

/** For a client that wants to see that it got the right keys. */
export const revealKey = revealSalted;

/** A purpose between its two pads. */
function padded(purpose: string): Uint8Array {
  const text = utf8Of(purpose);
  const whole = new Uint8Array(40 + text.length + 40);
  whole.set(text, 40);
  whole.fill(0xf2, 40 + text.length);
  return whole;
}
