import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { Problem } from "#console/problem";

/** Costs a guesser 64 MB and about a tenth of a second each time. */
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 };

export function seal(text: string, passphrase: string): string {
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", scryptSync(passphrase, salt, 32, cost), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const parts = { salt, nonce, tag: cipher.getAuthTag(), sealed };
  return JSON.stringify(
    Object.fromEntries(Object.entries(parts).map(([name, octets]) => [name, octets.toString("base64")])),
  );
}

export function unseal(text: string, passphrase: string): string {
  const parts = JSON.parse(text) as Record<"salt" | "nonce" | "tag" | "sealed", string>;
  const octets = (name: keyof typeof parts) => Buffer.from(parts[name], "base64");
  const decipher = createDecipheriv("aes-256-gcm", scryptSync(passphrase, octets("salt"), 32, cost), octets("nonce"));
  decipher.setAuthTag(octets("tag"));
  try {
    return Buffer.concat([decipher.update(octets("sealed")), decipher.final()]).toString("utf8");
  } catch (error) {
    throw new Problem(
      "this passphrase does not open the backup's keys",
      ["Give the one it was made with: --passphrase-file PATH"],
      {
        cause: error,
      },
    );
  }
}
