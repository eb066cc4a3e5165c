import { md5 } from "@beacom/radius";
import { lowestFirst } from "#crypt/alphabet";

const utf8 = new TextEncoder();
const prefix = utf8.encode("$1$");
const zero = new Uint8Array(1);

/** The hash of `$1$`, as FreeBSD brought it into the world: a thousand rounds of MD5, in 22 characters. */
export function md5Crypt(password: Uint8Array, saltText: string): string {
  const salt = utf8.encode(saltText);
  const mixed = md5(password, salt, password);
  const parts = [password, prefix, salt];
  for (let left = password.length; left > 0; left -= 16) parts.push(mixed.subarray(0, Math.min(left, 16)));
  // Each bit of the length adds an octet. Adding a zero where the digest was meant is a slip that became the format.
  for (let bits = password.length; bits > 0; bits >>>= 1) parts.push((bits & 1) === 1 ? zero : password.subarray(0, 1));
  let digest = md5(...parts);
  for (let round = 0; round < 1000; round++) {
    const odd = (round & 1) === 1;
    const inputs = [odd ? password : digest];
    if (round % 3 !== 0) inputs.push(salt);
    if (round % 7 !== 0) inputs.push(password);
    inputs.push(odd ? digest : password);
    digest = md5(...inputs);
  }
  return written(digest);
}

function written(digest: Uint8Array): string {
  let text = "";
  for (let i = 0; i < 5; i++) {
    const last = i === 4 ? 5 : i + 12;
    text += lowestFirst((digest[i]! << 16) | (digest[i + 6]! << 8) | digest[last]!, 4);
  }
  return text + lowestFirst(digest[11]!, 2);
}
