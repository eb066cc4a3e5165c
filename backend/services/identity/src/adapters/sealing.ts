import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

export type Sealing = {
  seal(secret: string, context: string): Buffer;
  /** Throws when the secret was sealed with no key known here, in another context, or was changed. */
  open(sealed: Uint8Array, context: string): string;
  /** Four octets that name the key which seals now, as they stand after the version: what has others is to be sealed again one day. */
  newestId: Buffer;
  /** A key for another purpose, made from the newest sealing key. */
  derive(purpose: string): Buffer;
};

const version = 1;

/**
 * AES-256-GCM. Sealed: version, four octets that name the key, twelve of nonce, the ciphertext, sixteen of tag. The first key seals; all of them open,
 * so that a key is rotated by putting a new one in front.
 */
export function sealingWith(keys: readonly Uint8Array[]): Sealing {
  const named = keys.map((key) => ({ key, id: createHash("sha256").update("id").update(key).digest().subarray(0, 4) }));
  const [newest] = named;
  if (!newest) throw new Error("there is no sealing key");
  return {
    seal(secret, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", newest.key, nonce).setAAD(Buffer.from(context));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(version), newest.id, nonce, text, cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      const found = named.find(({ id }) => id.equals(bytes.subarray(1, 5)));
      if (bytes[0] !== version || !found) throw new Error("sealed with a key that is not known here");
      const decipher = createDecipheriv("aes-256-gcm", found.key, bytes.subarray(5, 17)).setAAD(Buffer.from(context));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(17, -16)), decipher.final()]).toString("utf8");
    },
    newestId: newest.id,
    derive: (purpose) => Buffer.from(hkdfSync("sha256", newest.key, "", `beacom identity ${purpose}`, 32)),
  };
}
