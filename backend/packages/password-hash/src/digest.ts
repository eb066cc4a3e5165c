import { hash } from "node:crypto";
import { ok, type Result, refuse } from "@beacom/result";
import { hashOctets } from "#digest-text";
import { type DigestAlgorithm, digestLength, type PasswordRefusal, type StoredPassword } from "#stored-password";

type Digest = Extract<StoredPassword, { scheme: "digest" }>;

/** A digest without a salt, of whichever of the algorithms has its length. */
export function readDigest(
  scheme: string,
  algorithms: readonly DigestAlgorithm[],
  text: string,
): Result<Digest, PasswordRefusal> {
  const digest = hashOctets(text, Math.min(...algorithms.map((algorithm) => digestLength[algorithm])));
  const algorithm = algorithms.find((candidate) => digestLength[candidate] === digest?.length);
  if (digest === undefined || algorithm === undefined) return refuse({ kind: "malformed", scheme });
  return ok({ scheme: "digest", algorithm, digest, salt: new Uint8Array() });
}

/** A digest with its salt behind it: how LDAP servers have kept them since {SSHA} (RFC 2307's schemes and their heirs). */
export function readSaltedDigest(
  scheme: string,
  algorithm: DigestAlgorithm,
  text: string,
): Result<Digest, PasswordRefusal> {
  const length = digestLength[algorithm];
  const octets = hashOctets(text, length + 1);
  if (octets === undefined) return refuse({ kind: "malformed", scheme });
  return ok({ scheme: "digest", algorithm, digest: octets.slice(0, length), salt: octets.slice(length) });
}

/** The digest of the password with the salt behind it. */
export const digestOf = (algorithm: DigestAlgorithm, password: Uint8Array, salt: Uint8Array): Uint8Array =>
  hash(algorithm, Buffer.concat([password, salt]), "buffer");
