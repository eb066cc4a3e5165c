import { ok, type Result, refuse } from "@beacom/result";
import { readCrypt } from "#crypt/crypt-hash";
import { readDigest, readSaltedDigest } from "#digest";
import { hashOctets } from "#digest-text";
import { readPbkdf2 } from "#pbkdf2";
import type { DigestAlgorithm, PasswordRefusal, StoredPassword } from "#stored-password";

/** From the text behind a header, or the value of an attribute, to what it says. */
export type SchemeReader = (text: string) => Result<StoredPassword, PasswordRefusal>;

export const cleartext: SchemeReader = (password) => ok({ scheme: "cleartext", password });

export const windowsHash =
  (scheme: "nt" | "lm"): SchemeReader =>
  (text) => {
    const hash = hashOctets(text, 16);
    return hash?.length === 16 ? ok({ scheme, hash }) : refuse({ kind: "malformed", scheme });
  };

export const crypt: SchemeReader = (text) => {
  const read = readCrypt(text);
  return read.ok ? ok({ scheme: "crypt", crypt: read.value }) : read;
};

export const unsalted =
  (scheme: string, algorithm: DigestAlgorithm): SchemeReader =>
  (text) =>
    readDigest(scheme, [algorithm], text);

export const salted =
  (scheme: string, algorithm: DigestAlgorithm): SchemeReader =>
  (text) =>
    readSaltedDigest(scheme, algorithm, text);

/** SHA-2 without a salt goes by its length, whichever of the family its name says. */
export const sha2: SchemeReader = (text) => readDigest("sha2", ["sha224", "sha256", "sha384", "sha512"], text);

/** What 389 Directory Server writes has the algorithm in its header. */
export const directoryPbkdf2 =
  (algorithm: "sha1" | "sha256" | "sha512"): SchemeReader =>
  (text) =>
    readPbkdf2(`{pbkdf2-${algorithm}}${text}`);

const longestText = 8_192;

/** A table of readers by name, in any case; a text that is longer than any scheme needs is malformed. */
export function readBy(
  readers: Readonly<Record<string, SchemeReader>>,
  name: string,
  text: string,
): Result<StoredPassword, PasswordRefusal> {
  const key = name.toLowerCase();
  const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
  if (reader === undefined) return refuse({ kind: "unknown-scheme", scheme: name });
  return text.length > longestText ? refuse({ kind: "malformed", scheme: name }) : reader(text);
}
