import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { type CertificateFields, readFields } from "#certificate-fields";
import { inside, octetsOfBits, onlyElement, onlyInside, readingDer } from "#der/read";
import { bitString, objectIdentifier, sequence, Tag } from "#der/write";
import { Extension, Signature } from "#object-identifiers";
import { pemBlocks } from "#pem";

/** An authority as it is stored: its certificate, and its key in PKCS#8. */
export type Authority = { readonly certificatePem: string; readonly privateKeyPem: string };

export type OpenAuthority = {
  readonly certificate: CertificateFields;
  /** What its certificates and lists name its key by. */
  readonly keyIdentifier: Uint8Array;
  readonly key: KeyObject;
};

/** What is stored is our own: when it cannot be read, or the two do not belong together, that is a fault. */
export function openAuthority({ certificatePem, privateKeyPem }: Authority): OpenAuthority {
  const [der] = pemBlocks(certificatePem, "CERTIFICATE");
  if (!der) throw new Error("the authority has no certificate");
  const opened = readingDer(() => readFields(der));
  if (!opened.ok) throw new Error("the authority's certificate cannot be read", { cause: opened.error });
  const certificate = opened.value;
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1") throw new Error("the authority's key is not ECDSA P-256");
  if (!createPublicKey(key).export({ type: "spki", format: "der" }).equals(certificate.publicKeyInfo)) {
    throw new Error("the authority's key is not the one that its certificate names");
  }
  const named = certificate.extensions.get(Extension.subjectKeyIdentifier);
  return {
    certificate,
    keyIdentifier: named ? onlyInside(named.value, Tag.octetString).content : keyIdentifier(certificate.publicKeyInfo),
    key,
  };
}

const generate = promisify(generateKeyPair);

export async function newKeyPair(): Promise<{ publicKeyInfo: Buffer; privateKeyPem: string; key: KeyObject }> {
  const { publicKey, privateKey } = await generate("ec", { namedCurve: "P-256" });
  return {
    publicKeyInfo: publicKey.export({ type: "spki", format: "der" }),
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    key: privateKey,
  };
}

/** RFC 5758 section 3.2: no parameters, not even null. */
export const signatureAlgorithm: Uint8Array = sequence(objectIdentifier(Signature.ecdsaWithSha256));

const signing = promisify(sign);

/** Certificates, requests and revocation lists are all this: the signed part, the algorithm, the signature. */
export async function signed(part: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  return sequence(part, signatureAlgorithm, bitString(await signing("sha256", part, key)));
}

/** RFC 5280 section 4.2.1.2, the first method: SHA-1 of the key's bits. It names a key and protects nothing. */
export function keyIdentifier(publicKeyInfo: Uint8Array): Uint8Array {
  const info = inside(onlyElement(publicKeyInfo, Tag.sequence));
  info.take(Tag.sequence);
  return createHash("sha1")
    .update(octetsOfBits(info.take(Tag.bitString)))
    .digest();
}
