import { hash, timingSafeEqual } from "node:crypto";
import { ntPasswordHash } from "@beacom/radius";
import { longestPassword } from "#cost";
import { cryptOf } from "#crypt/check-crypt";
import { digestOf } from "#digest";
import { pbkdf2Hash } from "#pbkdf2";
import type { StoredPassword } from "#stored-password";

/**
 * Is this the password? `password` is as it was typed, in UTF-8 and without the zeros that pad it in a PAP request. A
 * scheme that is quick answers at once, one of many rounds (PBKDF2, SHA-crypt, bcrypt) with a promise. The comparison
 * takes as long for a wrong password as for the right one.
 */
export function checkStoredPassword(stored: StoredPassword, password: Uint8Array): boolean | Promise<boolean> {
  if (password.length > longestPassword) return false;
  switch (stored.scheme) {
    case "cleartext":
      return sameText(stored.password, password);
    case "nt":
      return isNtHashOf(stored.hash, password);
    case "lm":
      return false;
    case "digest":
      return same(digestOf(stored.algorithm, password, stored.salt), stored.digest);
    case "pbkdf2":
      return pbkdf2Hash(stored, password).then((computed) => same(computed, stored.hash));
    case "crypt": {
      // crypt(3) reads to the first zero: "a" would open what "a\0b" was kept for, and the other way round.
      if (password.includes(0)) return false;
      const computed = cryptOf(password, stored.crypt);
      const expected = stored.crypt.hash;
      return typeof computed === "string"
        ? sameText(computed, Buffer.from(expected))
        : computed.then((text) => sameText(text, Buffer.from(expected)));
    }
    default:
      return stored satisfies never;
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function isNtHashOf(expected: Uint8Array, password: Uint8Array): boolean {
  try {
    return same(ntPasswordHash(strictUtf8.decode(password)), expected);
  } catch {
    return false;
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Digests are compared in place of the texts: they have one length, so not even that of the password is told. */
const sameText = (expected: string, given: Uint8Array): boolean =>
  timingSafeEqual(hash("sha256", expected, "buffer"), hash("sha256", given, "buffer"));
