import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from "node:crypto";

export type Sealed = { readonly sealed: Uint8Array; readonly keyId: string };

export type Sealing = {
  /** `owner` is bound in: a value moved to another row does not open. */
  seal(text: string, owner: string): Sealed;
  open(sealed: Sealed, owner: string): string;
};

/** AES-256-GCM: 12 octets nonce, the ciphertext, 16 octets tag. The first key seals. */
export function sealingWith(keys: readonly Uint8Array[]): Sealing {
  const known = new Map(keys.map((key) => [keyIdOf(key), createSecretKey(key)]));
  const [current] = known;
  if (current === undefined) throw new Error("sealing needs a key");
  const [currentId, currentKey] = current;
  return {
    seal(text, owner) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", currentKey, nonce);
      cipher.setAAD(Buffer.from(owner));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return { sealed: Buffer.concat([nonce, body, cipher.getAuthTag()]), keyId: currentId };
    },
    open({ sealed, keyId }, owner) {
      const key = known.get(keyId);
      if (key === undefined) throw new Error(`sealed with key ${keyId}, which is not configured`);
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(owner));
      decipher.setAuthTag(sealed.subarray(-16));
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString("utf8");
    },
  };
}

function keyIdOf(key: Uint8Array): string {
  return createHash("sha256").update("beacom sealing key").update(key).digest("hex").slice(0, 12);
}
