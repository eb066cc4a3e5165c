import { Md5 } from "#hash/md5";
import { randomOctets } from "#random";
import type { Secret } from "#secret";

// Scratch space of synchronous functions: nothing of it outlives a call.
const hash = new Md5();
const pad = new Uint8Array(16);

/** As many octets as one attribute of a vendor holds beside the salt and the length, in whole blocks of 16. */
const longest = 239;

/**
 * Tunnel-Password and the keys of MPPE: a salt, then the length and the value, hidden block by block like a PAP
 * password with the salt in the first hash (RFC 2868 section 3.5, RFC 2548 section 2.4.2).
 */
export function hideSalted(
  plain: Uint8Array,
  secret: Secret,
  authenticator: Uint8Array,
  salt: number = nextSalt(),
): Uint8Array {
  if (plain.length > longest) throw new RangeError(`${plain.length} octets do not fit into a hidden attribute`);
  const hidden = new Uint8Array(2 + 16 * Math.ceil((plain.length + 1) / 16));
  hidden[0] = salt >> 8;
  hidden[1] = salt;
  hidden[2] = plain.length;
  for (let i = 0; i < plain.length; i++) hidden[3 + i] = plain[i]!;
  for (let offset = 2; offset < hidden.length; offset += 16) {
    padAt(offset, hidden, secret, authenticator);
    for (let i = 0; i < 16; i++) hidden[offset + i] = hidden[offset + i]! ^ pad[i]!;
  }
  return hidden;
}

/** The other way round; undefined when it has not the length of a salted value, or states a length beyond it. */
export function revealSalted(hidden: Uint8Array, secret: Secret, authenticator: Uint8Array): Uint8Array | undefined {
  if (hidden.length < 18 || (hidden.length - 2) % 16 !== 0) return undefined;
  const plain = new Uint8Array(hidden.length - 2);
  for (let offset = 2; offset < hidden.length; offset += 16) {
    padAt(offset, hidden, secret, authenticator);
    for (let i = 0; i < 16; i++) plain[offset - 2 + i] = hidden[offset + i]! ^ pad[i]!;
  }
  const length = plain[0]!;
  return length < plain.length ? plain.subarray(1, 1 + length) : undefined;
}

let salts: number | undefined;

/** With its first bit set, and never the same in one packet: counted up from a random start. */
export function nextSalt(): number {
  if (salts === undefined) {
    const [high = 0, low = 0] = randomOctets(2);
    salts = (high << 8) | low;
  }
  salts = (salts + 1) & 0x7fff;
  return 0x8000 | salts;
}

function padAt(offset: number, hidden: Uint8Array, secret: Secret, authenticator: Uint8Array): void {
  hash.start();
  hash.update(secret.bytes);
  if (offset === 2) {
    hash.update(authenticator);
    hash.update(hidden, 0, 2);
  } else {
    hash.update(hidden, offset - 16, offset);
  }
  hash.finishInto(pad, 0);
}
