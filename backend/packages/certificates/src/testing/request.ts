import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { bitString, explicit, integer, nothing, objectIdentifier, sequence } from "#der/write";
import { distinguishedName } from "#distinguished-name";
import { Signature } from "#object-identifiers";
import { toPem } from "#pem";

export type KeyPair = { publicKey: KeyObject; privateKey: KeyObject };

export const ecKeys = (namedCurve = "P-256"): KeyPair => generateKeyPairSync("ec", { namedCurve });

export const rsaKeys = (modulusLength: number, publicExponent = 65_537): KeyPair =>
  generateKeyPairSync("rsa", { modulusLength, publicExponent });

/** A request for these keys, signed by others when told so, over SHA-256 and with the algorithm's name of RSA or ECDSA. */
export function requestDer({ keys, signedBy = keys }: { keys: KeyPair; signedBy?: KeyPair }): Buffer {
  const body = sequence(
    integer(0),
    distinguishedName({ commonName: "router-7", organisation: "Karoo Wireless" }),
    keys.publicKey.export({ type: "spki", format: "der" }),
    explicit(0),
  );
  const rsa = signedBy.privateKey.asymmetricKeyType === "rsa";
  const algorithm = rsa
    ? sequence(objectIdentifier(Signature.rsaWithSha256), nothing)
    : sequence(objectIdentifier(Signature.ecdsaWithSha256));
  const hash = signedBy.privateKey.asymmetricKeyType === "ed25519" ? null : "sha256";
  return Buffer.from(sequence(body, algorithm, bitString(sign(hash, body, signedBy.privateKey))));
}

export const requestPem = (options: Parameters<typeof requestDer>[0]): string =>
  toPem("CERTIFICATE REQUEST", requestDer(options));
