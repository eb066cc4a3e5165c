import { bcrypt } from "#crypt/bcrypt";
import type { CryptHash } from "#crypt/crypt-hash";
import { desCrypt } from "#crypt/des-crypt";
import { md5Crypt } from "#crypt/md5-crypt";
import { shaCrypt } from "#crypt/sha-crypt";

/**
 * What the password comes to under a stored hash's method, salt and rounds, as that writes it. Below a millisecond for
 * DES and MD5; the others take their rounds in portions, between which the loop answers others.
 */
export function cryptOf(password: Uint8Array, crypt: CryptHash): string | Promise<string> {
  switch (crypt.method) {
    case "des":
      return desCrypt(password, crypt.salt);
    case "md5":
      return md5Crypt(password, crypt.salt);
    case "sha256":
    case "sha512":
      return shaCrypt(crypt.method, password, crypt.salt, crypt.rounds);
    case "bcrypt":
      return bcrypt(password, crypt.salt, crypt.rounds ?? 0);
    default:
      return crypt.method satisfies never;
  }
}
