import { randomFillSync } from "node:crypto";

// Drawn by the kilobyte: a call to node:crypto costs a microsecond and more, a login needs 16 octets at most.
const pool = new Uint8Array(1024);
let used = pool.length;

/** Octets that nobody can foretell, each given out once. */
export function randomOctets(count: number): Uint8Array {
  const octets = new Uint8Array(count);
  if (count > pool.length) return randomFillSync(octets);
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  for (let i = 0; i < count; i++, used++) {
    octets[i] = pool[used]!;
    pool[used] = 0;
  }
  return octets;
}
