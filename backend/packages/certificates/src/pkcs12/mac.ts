import { createHmac } from "node:crypto";
import { integer, nothing, objectIdentifier, octetString, sequence } from "#der/write";
import { Pkcs } from "#object-identifiers";
import { iterations } from "#pkcs12/cipher";
import { derivedOctets, Purpose } from "#pkcs12/derivation";

const hashes = {
  sha1: { id: Pkcs.sha1, octets: 20 },
  sha256: { id: Pkcs.sha256, octets: 32 },
};

/** RFC 7292 section 4, MacData: proves that the passphrase is the right one and that the file is whole. */
export function passwordMac(
  content: Uint8Array,
  { passphrase, hash, salt }: { passphrase: string; hash: keyof typeof hashes; salt: Uint8Array },
): Uint8Array {
  const { id, octets: length } = hashes[hash];
  const key = derivedOctets({ hash, passphrase, salt, iterations, purpose: Purpose.mac, length });
  const digest = createHmac(hash, key).update(content).digest();
  const algorithm = sequence(objectIdentifier(id), nothing);
  return sequence(sequence(algorithm, octetString(digest)), octetString(salt), integer(iterations));
}
