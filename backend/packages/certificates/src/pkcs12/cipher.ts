import { createCipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { integer, nothing, objectIdentifier, octetString, sequence } from "#der/write";
import { Pkcs } from "#object-identifiers";
import { derivedOctets, Purpose } from "#pkcs12/derivation";

/** Encrypts under a new salt and says how. */
export type Cipher = (plain: Uint8Array) => Promise<{ algorithm: Uint8Array; encrypted: Uint8Array }>;

export const iterations = 10_000;
/** What every importer has been seen to take; some refuse sixteen. */
export const saltOctets = 8;

const stretch = promisify(pbkdf2);

/** RFC 8018 section 6.2: PBES2 with PBKDF2 over HMAC-SHA256 and AES-256-CBC. */
export function modernCipher(passphrase: string): Cipher {
  return async (plain) => {
    const salt = randomBytes(saltOctets);
    const iv = randomBytes(16);
    const key = await stretch(passphrase, salt, iterations, 32, "sha256");
    const prf = sequence(objectIdentifier(Pkcs.hmacWithSha256), nothing);
    const derivation = sequence(objectIdentifier(Pkcs.pbkdf2), sequence(octetString(salt), integer(iterations), prf));
    const encryption = sequence(objectIdentifier(Pkcs.aes256Cbc), octetString(iv));
    return {
      algorithm: sequence(objectIdentifier(Pkcs.pbes2), sequence(derivation, encryption)),
      encrypted: encrypt("aes-256-cbc", { key, iv, plain }),
    };
  };
}

/** RFC 7292 appendix C: triple DES under a key and an initialisation vector that both come of the passphrase. */
export function legacyCipher(passphrase: string): Cipher {
  return async (plain) => {
    const salt = randomBytes(saltOctets);
    const derive = (purpose: number, length: number): Uint8Array =>
      derivedOctets({ hash: "sha1", passphrase, salt, iterations, purpose, length });
    return {
      algorithm: sequence(
        objectIdentifier(Pkcs.sha1And3KeyTripleDesCbc),
        sequence(octetString(salt), integer(iterations)),
      ),
      encrypted: encrypt("des-ede3-cbc", { key: derive(Purpose.key, 24), iv: derive(Purpose.iv, 8), plain }),
    };
  };
}

function encrypt(name: string, { key, iv, plain }: { key: Uint8Array; iv: Uint8Array; plain: Uint8Array }): Uint8Array {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}
