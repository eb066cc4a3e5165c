import { createHash } from "node:crypto";

/** RFC 7292 appendix B.3: what the octets are for. */
export const Purpose = { key: 1, iv: 2, mac: 3 } as const;

/** The block of SHA-1 and of SHA-256, in octets. */
const blockOctets = 64;

/** RFC 7292 appendix B.2. The passphrase goes in as UTF-16 with a zero at its end. */
export function derivedOctets(options: {
  hash: "sha1" | "sha256";
  passphrase: string;
  salt: Uint8Array;
  iterations: number;
  purpose: number;
  length: number;
}): Uint8Array {
  const { hash, passphrase, salt, iterations, purpose, length } = options;
  const diversifier = new Uint8Array(blockOctets).fill(purpose);
  const input = Buffer.concat([filled(salt), filled(Buffer.from(`${passphrase}\0`, "utf16le").swap16())]);
  const derived: Buffer[] = [];
  for (let octets = 0; octets < length; ) {
    let block = createHash(hash).update(diversifier).update(input).digest();
    for (let i = 1; i < iterations; i++) block = createHash(hash).update(block).digest();
    derived.push(block);
    octets += block.length;
    addToEach(input, filled(block));
  }
  return Buffer.concat(derived).subarray(0, length);
}

/** Repeated until a whole number of blocks is full. */
const filled = (bytes: Uint8Array): Buffer => Buffer.alloc(Math.ceil(bytes.length / blockOctets) * blockOctets, bytes);

/** Adds to every block of the input the last result and one, as numbers of 512 bits that wrap. */
function addToEach(input: Buffer, addend: Buffer): void {
  for (let start = 0; start < input.length; start += blockOctets) {
    let carry = 1;
    for (let i = blockOctets - 1; i >= 0; i--) {
      carry += input[start + i]! + addend[i]!;
      input[start + i] = carry & 0xff;
      carry >>= 8;
    }
  }
}
