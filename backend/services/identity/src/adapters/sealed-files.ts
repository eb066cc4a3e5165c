import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Sealing } from "#adapters/sealing";

export type SealedFile = { sealedKey: Buffer; sealed: Buffer };

/**
 * AES-256-GCM under a key that is used for this file only, so that its nonce can be any; the key is sealed with the installation's.
 * Sealed: twelve octets of nonce, the ciphertext, sixteen of tag.
 */
export function sealFile(sealing: Sealing, content: Uint8Array, context: string): SealedFile {
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(content), cipher.final()]);
  return {
    sealedKey: sealing.seal(key.toString("base64"), keyContext(context)),
    sealed: Buffer.concat([nonce, text, cipher.getAuthTag()]),
  };
}

/** Throws when the file was changed, or belongs to another context. */
export function openFile(sealing: Sealing, { sealedKey, sealed }: SealedFile, context: string): Uint8Array {
  const key = Buffer.from(sealing.open(sealedKey, keyContext(context)), "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12)).setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

/** The same file's key under the newest sealing key. */
export const sealKeyAgain = (sealing: Sealing, sealedKey: Buffer, context: string): Buffer =>
  sealing.seal(sealing.open(sealedKey, keyContext(context)), keyContext(context));

const keyContext = (context: string): string => `key of ${context}`;
