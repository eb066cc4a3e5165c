import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { CodeSecrets } from "#application/vouchers/code-secrets";

export type Pepper = { readonly keyId: string; readonly octets: Uint8Array };

type Keys = { readonly hash: Uint8Array; readonly seal: Uint8Array; readonly repeat: Uint8Array };

/** HMAC-SHA-256 for what is looked up, AES-256-GCM for what is opened again: each with a key of its own, made from the pepper. */
export function codeSecretsOf(peppers: readonly Pepper[]): CodeSecrets {
  const keys = new Map(peppers.map(({ keyId, octets }) => [keyId, keysOf(octets)]));
  const keysFor = (keyId: string): Keys => {
    const found = keys.get(keyId);
    if (!found) throw new Error(`BILLING_VOUCHER_PEPPERS has no pepper "${keyId}"`);
    return found;
  };
  return {
    newestKeyId: peppers[0]?.keyId ?? "",
    hash: (code, keyId) => createHmac("sha256", keysFor(keyId).hash).update(code).digest("base64"),
    hashes: (code) => [...keys.values()].map(({ hash }) => createHmac("sha256", hash).update(code).digest("base64")),
    repeatable(name, keyId) {
      const { repeat } = keysFor(keyId);
      let blocks = 0;
      let left = Buffer.alloc(0);
      return (octets) => {
        while (left.length < octets) {
          const block = createHmac("sha256", repeat).update(`${blocks++} ${name}`).digest();
          left = Buffer.concat([left, block]);
        }
        const taken = left.subarray(0, octets);
        left = left.subarray(octets);
        return taken;
      };
    },
    seal(batchId, text, keyId) {
      const nonce = randomBytes(nonceOctets);
      const cipher = createCipheriv("aes-256-gcm", keysFor(keyId).seal, nonce).setAAD(Buffer.from(batchId));
      return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    },
    open(batchId, sealed, keyId) {
      const nonce = sealed.subarray(0, nonceOctets);
      const decipher = createDecipheriv("aes-256-gcm", keysFor(keyId).seal, nonce, { authTagLength: tagOctets });
      decipher.setAAD(Buffer.from(batchId)).setAuthTag(sealed.subarray(-tagOctets));
      const text = decipher.update(sealed.subarray(nonceOctets, -tagOctets));
      return Buffer.concat([text, decipher.final()]).toString();
    },
  };
}

const nonceOctets = 12;
const tagOctets = 16;

function keysOf(pepper: Uint8Array): Keys {
  const key = (purpose: string) => new Uint8Array(hkdfSync("sha256", pepper, "", `voucher ${purpose}`, 32));
  return { hash: key("codes"), seal: key("files"), repeat: key("electronic vouchers") };
}
