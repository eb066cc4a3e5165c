import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import type { Sealing } from "#adapters/sealing";
import type { OneTimeSecrets } from "#application/ports";
import { codeDigits } from "#domain/verification";

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A million codes are hashed in a second, so they are kept under a keyed hash: the database alone does not give them away. Refresh tokens have 256
 * random bits and need no key.
 */
export function oneTimeSecrets(sealing: Sealing): OneTimeSecrets {
  const codeKey = sealing.derive("one-time codes");
  const successorKey = sealing.derive("refresh tokens");
  return {
    newCode: () =>
      randomInt(10 ** codeDigits)
        .toString()
        .padStart(codeDigits, "0"),
    newRecoveryCode() {
      const letters = Array.from({ length: 10 }, () => crockford[randomInt(crockford.length)]).join("");
      return `${letters.slice(0, 5)}-${letters.slice(5)}`;
    },
    codeHash: (verificationId, code) => createHmac("sha256", codeKey).update(`${verificationId} ${code}`).digest(),
    newToken: () => randomBytes(32).toString("base64url"),
    successorOf: (token) => createHmac("sha256", successorKey).update(token).digest("base64url"),
    tokenHash: (token) => createHash("sha256").update(token).digest(),
    requestHash: (...fields) => createHash("sha256").update(JSON.stringify(fields)).digest(),
    same: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  };
}
