import { md5 } from "#hash/md5";
import type { Secret } from "#secret";

/** Ascend-Send-Secret and its like: one block of 16 octets, and the hash takes the authenticator first. */
export function hideAscend(plain: Uint8Array, secret: Secret, authenticator: Uint8Array): Uint8Array {
  if (plain.length > 16) throw new RangeError(`a secret of ${plain.length} octets does not fit`);
  return md5(authenticator, secret.bytes).map((octet, i) => octet ^ (plain[i] ?? 0));
}

/** The other way round, with its padding of zeros. */
export function revealAscend(hidden: Uint8Array, secret: Secret, authenticator: Uint8Array): Uint8Array | undefined {
  return hidden.length === 16 ? hideAscend(hidden, secret, authenticator) : undefined;
}
