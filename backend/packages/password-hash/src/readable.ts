import { ntPasswordHash } from "@beacom/radius";
import type { StoredPassword } from "#stored-password";

/** The password itself, where it was kept in clear: what CHAP and EAP-MD5 need. */
export const readableOf = (stored: StoredPassword): string | undefined =>
  stored.scheme === "cleartext" ? stored.password : undefined;

/** The NT hash, where it is kept or can be made: what MS-CHAPv2 needs (RFC 2759 section 8.3). */
export function ntHashOf(stored: StoredPassword): Uint8Array | undefined {
  if (stored.scheme === "nt") return stored.hash;
  return stored.scheme === "cleartext" ? ntPasswordHash(stored.password) : undefined;
}
