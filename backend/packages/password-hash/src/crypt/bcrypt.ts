import { bcryptOctets, bcryptText } from "#crypt/alphabet";
import { encipher, expandKey, newSchedule } from "#crypt/blowfish";
import { inPortions } from "#crypt/portions";

/** A few milliseconds of work. */
const portion = 32;
const longestKey = 72;
const noSalt = new Int32Array(2);
const message = Buffer.from("OrpheanBeholderScryDoubt");

/**
 * The 31 characters of hash of `$2a$`, `$2b$` and `$2y$`, by Provos and Mazières, "A Future-Adaptable Password Scheme"
 * (1999): 2 to the cost rounds of keying Blowfish with the password and the salt. What a password has over 72 octets,
 * its closing zero included, does not count.
 */
export async function bcrypt(password: Uint8Array, saltText: string, cost: number): Promise<string> {
  const salt = wordsOf(bcryptOctets(saltText));
  const key = keyWordsOf(password);
  const schedule = newSchedule();
  expandKey(schedule, key, salt);
  await inPortions(2 ** cost, portion, () => {
    expandKey(schedule, key, noSalt);
    expandKey(schedule, salt, noSalt);
  });
  const block = wordsOf(message);
  for (let i = 0; i < 64; i++) for (let at = 0; at < block.length; at += 2) encipher(schedule, block, at);
  const octets = Buffer.alloc(4 * block.length);
  block.forEach((word, i) => octets.writeInt32BE(word, 4 * i));
  // The last octet is not written: so it was in the first implementation, and so it stayed.
  return bcryptText(octets.subarray(0, octets.length - 1));
}

function wordsOf(octets: Uint8Array): Int32Array {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  return Int32Array.from({ length: octets.length / 4 }, (_, i) => view.getInt32(4 * i));
}

/** The password and a zero, over and over, for the 18 words that a schedule takes. */
function keyWordsOf(password: Uint8Array): Int32Array {
  const closed = Buffer.concat([password, new Uint8Array(1)]).subarray(0, longestKey);
  return wordsOf(Uint8Array.from({ length: longestKey }, (_, i) => closed[i % closed.length]!));
}
