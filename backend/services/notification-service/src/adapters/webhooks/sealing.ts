import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

export type Sealing = {
  /** `owner` is bound in: what is sealed for one does not open as another's. */
  seal(secret: string, owner: string): Buffer;
  /** Throws when it was sealed with no key known here, for somebody else, or was changed. */
  open(sealed: Uint8Array, owner: string): string;
};

const version = 1;

/** AES-256-GCM. Sealed: version, four octets that name the key, twelve of nonce, the ciphertext, sixteen of tag. The first key seals, all open. */
export function sealingWith(keys: readonly Uint8Array[]): Sealing {
  const named = keys.map((key) => ({ key, id: createHash("sha256").update("id").update(key).digest().subarray(0, 4) }));
  const [newest] = named;
  if (!newest) throw new Error("there is no sealing key");
  return {
    seal(secret, owner) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", newest.key, nonce).setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(version), newest.id, nonce, text, cipher.getAuthTag()]);
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed);
      const found = named.find(({ id }) => id.equals(bytes.subarray(1, 5)));
      if (bytes[0] !== version || !found) throw new Error("sealed with a key that is not known here");
      const decipher = createDecipheriv("aes-256-gcm", found.key, bytes.subarray(5, 17)).setAAD(Buffer.from(owner));
      decipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([decipher.update(bytes.subarray(17, -16)), decipher.final()]).toString("utf8");
    },
  };
}
