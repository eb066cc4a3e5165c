import { createCipheriv, createHash, randomBytes } from "node:crypto";

export type Seal = (text: string, owner: string) => { sealed: Buffer; keyId: string };

/** As radius-server keeps passwords and secrets (its README): AES-256-GCM, bound to the row's id, with the key's id beside it. */
export function sealWith(key: Uint8Array): Seal {
  const keyId = createHash("sha256").update("beacom sealing key").update(key).digest("hex").slice(0, 12);
  return (text, owner) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(owner));
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return { sealed: Buffer.concat([nonce, body, cipher.getAuthTag()]), keyId };
  };
}
