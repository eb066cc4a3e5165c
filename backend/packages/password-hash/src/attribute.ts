import type { Result } from "@beacom/result";
import { base64Octets } from "#digest-text";
import { parseStoredPassword } from "#header";
import { readPbkdf2 } from "#pbkdf2";
import { cleartext, crypt, readBy, type SchemeReader, salted, sha2, unsalted, windowsHash } from "#scheme-readers";
import type { PasswordRefusal, StoredPassword } from "#stored-password";

/**
 * What a row of radcheck keeps a password in: `attribute` is FreeRADIUS' name for the scheme, in any case. An attribute
 * that is no password is an unknown scheme.
 */
export function readStoredPassword(attribute: string, value: string): Result<StoredPassword, PasswordRefusal> {
  return readBy(byAttribute, attribute, value);
}

/** Is it a password at all that this attribute keeps? */
export const isPasswordAttribute = (attribute: string): boolean => Object.hasOwn(byAttribute, attribute.toLowerCase());

/**
 * A text without a header may be base64 of one with it; else it is a password in clear, as it is for FreeRADIUS. Behind an
 * unknown header FreeRADIUS sees a password in clear as well: here it is refused, or a hash would become the password.
 */
const withHeader: SchemeReader = (text) => {
  if (text.startsWith("{")) return parseStoredPassword(text);
  const decoded = base64Octets(text);
  const inner = decoded === undefined ? "" : Buffer.from(decoded).toString();
  return inner.startsWith("{") && inner.includes("}") ? parseStoredPassword(inner) : cleartext(text);
};

const byAttribute: Readonly<Record<string, SchemeReader>> = {
  "cleartext-password": cleartext,
  "user-password": cleartext,
  password: cleartext,
  "password-with-header": withHeader,
  "nt-password": windowsHash("nt"),
  "lm-password": windowsHash("lm"),
  "md5-password": unsalted("md5", "md5"),
  "smd5-password": salted("smd5", "md5"),
  "sha-password": unsalted("sha", "sha1"),
  "sha1-password": unsalted("sha", "sha1"),
  "ssha-password": salted("ssha", "sha1"),
  "ssha1-password": salted("ssha", "sha1"),
  "sha2-password": sha2,
  "ssha2-224-password": salted("ssha224", "sha224"),
  "ssha2-256-password": salted("ssha256", "sha256"),
  "ssha2-384-password": salted("ssha384", "sha384"),
  "ssha2-512-password": salted("ssha512", "sha512"),
  "pbkdf2-password": readPbkdf2,
  "crypt-password": crypt,
};
