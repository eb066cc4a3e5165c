import { type Result, refuse } from "@beacom/result";
import { base64Text } from "#digest-text";
import { pbkdf2Text, readPbkdf2 } from "#pbkdf2";
import {
  cleartext,
  crypt,
  directoryPbkdf2,
  readBy,
  type SchemeReader,
  salted,
  sha2,
  unsalted,
  windowsHash,
} from "#scheme-readers";
import type { PasswordRefusal, StoredPassword } from "#stored-password";

/** One text, as it is sealed in a database: always with a header, so that no password in clear looks like a hash. */
export function serialiseStoredPassword(stored: StoredPassword): string {
  switch (stored.scheme) {
    case "cleartext":
      return `{cleartext}${stored.password}`;
    case "nt":
    case "lm":
      return `{${stored.scheme}}${Buffer.from(stored.hash).toString("hex")}`;
    case "digest": {
      const name = stored.algorithm === "sha1" ? "sha" : stored.algorithm;
      const salted = stored.salt.length > 0 ? "s" : "";
      return `{${salted}${name}}${base64Text(Buffer.concat([stored.digest, stored.salt]))}`;
    }
    case "pbkdf2":
      return `{x-pbkdf2}${pbkdf2Text(stored)}`;
    case "crypt":
      return `{crypt}${stored.crypt.text}`;
    default:
      return stored satisfies never;
  }
}

/**
 * Back from that text, or from any other with one of FreeRADIUS' headers. One without a header is malformed: nothing is
 * guessed.
 */
export function parseStoredPassword(text: string): Result<StoredPassword, PasswordRefusal> {
  const [, header, rest] = /^\{([^{}]{1,40})\}([^]*)$/.exec(text) ?? [];
  if (header === undefined || rest === undefined) return refuse({ kind: "malformed", scheme: "header" });
  return readBy(byHeader, header, rest);
}

const byHeader: Readonly<Record<string, SchemeReader>> = {
  clear: cleartext,
  cleartext,
  crypt,
  md5: unsalted("md5", "md5"),
  base64_md5: unsalted("md5", "md5"),
  smd5: salted("smd5", "md5"),
  sha: unsalted("sha", "sha1"),
  ssha: salted("ssha", "sha1"),
  sha2,
  sha224: sha2,
  sha256: sha2,
  sha384: sha2,
  sha512: sha2,
  ssha224: salted("ssha224", "sha224"),
  ssha256: salted("ssha256", "sha256"),
  ssha384: salted("ssha384", "sha384"),
  ssha512: salted("ssha512", "sha512"),
  nt: windowsHash("nt"),
  nthash: windowsHash("nt"),
  "x-nthash": windowsHash("nt"),
  md4: windowsHash("nt"),
  "x- orclntv": windowsHash("nt"),
  lm: windowsHash("lm"),
  "x- orcllmv": windowsHash("lm"),
  "x-pbkdf2": readPbkdf2,
  "pbkdf2-sha1": directoryPbkdf2("sha1"),
  "pbkdf2-sha256": directoryPbkdf2("sha256"),
  "pbkdf2-sha512": directoryPbkdf2("sha512"),
};
