import { hash } from "node:crypto";
import { lowestFirst } from "#crypt/alphabet";
import { inPortions } from "#crypt/portions";

type Algorithm = "sha256" | "sha512";

/** About two milliseconds of work. */
const portion = 2_000;
const usualRounds = 5_000;

/**
 * The hash of `$5$` and `$6$` by Ulrich Drepper's specification "Unix crypt using SHA-256 and SHA-512"; the letters A,
 * B, P and S are its.
 */
export async function shaCrypt(
  algorithm: Algorithm,
  password: Uint8Array,
  saltText: string,
  rounds = usualRounds,
): Promise<string> {
  const salt = Buffer.from(saltText);
  const digestOf = (...parts: readonly Uint8Array[]): Uint8Array => hash(algorithm, Buffer.concat(parts), "buffer");
  const b = digestOf(password, salt, password);
  const parts = [password, salt, repeated(b, password.length)];
  for (let bits = password.length; bits > 0; bits >>>= 1) parts.push((bits & 1) === 1 ? b : password);
  const a = digestOf(...parts);
  const p = repeated(digestOf(...Array.from({ length: password.length }, () => password)), password.length);
  const s = repeated(digestOf(...Array.from({ length: 16 + a[0]! }, () => salt)), salt.length);

  let digest = a;
  const input = Buffer.alloc(2 * p.length + s.length + a.length);
  await inPortions(rounds, portion, (round) => {
    const odd = (round & 1) === 1;
    let length = 0;
    const add = (octets: Uint8Array): void => {
      input.set(octets, length);
      length += octets.length;
    };
    add(odd ? p : digest);
    if (round % 3 !== 0) add(s);
    if (round % 7 !== 0) add(p);
    add(odd ? digest : p);
    digest = hash(algorithm, input.subarray(0, length), "buffer");
  });
  return algorithm === "sha256" ? written256(digest) : written512(digest);
}

/** The octets over and over, until there are as many as asked for. */
function repeated(octets: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = octets[i % octets.length]!;
  return out;
}

/** The digest's octets in threes, each from one third of it; from one three to the next the thirds change places. */
function written256(digest: Uint8Array): string {
  let text = "";
  let [x, y, z] = [0, 10, 20];
  for (let i = 0; i < 10; i++) {
    text += lowestFirst((digest[x]! << 16) | (digest[y]! << 8) | digest[z]!, 4);
    [x, y, z] = [z + 1, x + 1, y + 1];
  }
  return text + lowestFirst((digest[31]! << 8) | digest[30]!, 3);
}

function written512(digest: Uint8Array): string {
  let text = "";
  let [x, y, z] = [0, 21, 42];
  for (let i = 0; i < 21; i++) {
    text += lowestFirst((digest[x]! << 16) | (digest[y]! << 8) | digest[z]!, 4);
    [x, y, z] = [y + 1, z + 1, x + 1];
  }
  return text + lowestFirst(digest[63]!, 2);
}
