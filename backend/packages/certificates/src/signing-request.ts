import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { ok, type Result, refuse } from "@beacom/result";
import { algorithmOf } from "#certificate-fields";
import { type Element, inside, integerIn, type Malformed, octetsOfBits, onlyElement, readingDer } from "#der/read";
import { nothing, objectIdentifier, sequence, Tag } from "#der/write";
import { nameIn } from "#distinguished-name";
import { Key, Signature } from "#object-identifiers";
import { pemBlocks } from "#pem";

/** The key that somebody asks to have certified, with the name they propose; who signs decides the names. */
export type SigningRequest = {
  readonly publicKeyInfo: Uint8Array;
  readonly keyType: "ec" | "rsa";
  readonly subject: string;
  readonly commonName: string | undefined;
};

export type RequestRefusal =
  | Malformed
  | { readonly kind: "not-a-signing-request" | "request-too-long" | "request-not-signed-by-its-key" }
  /** `algorithm` is what was found, often as an object identifier. Taken are P-256, P-384, P-521 and RSA, signed over SHA-2. */
  | { readonly kind: "unsupported-key" | "unsupported-signature"; readonly algorithm: string }
  | { readonly kind: "key-too-weak"; readonly bits: number; readonly fewestBits: number };

const longestRequest = 16_384;
const fewestRsaBits = 2048;
const mostRsaBits = 8192;
const fewestExponent = 65_537n;

/** RFC 2986, in PEM: proves that whoever asks holds the key. */
export function readSigningRequest(pem: string): Result<SigningRequest, RequestRefusal> {
  // Base64 makes four of three, and lines and comments need some room too.
  if (pem.length > longestRequest * 2) return refuse({ kind: "request-too-long" });
  const [der] = pemBlocks(pem, "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");
  if (!der) return refuse({ kind: "not-a-signing-request" });
  if (der.length > longestRequest) return refuse({ kind: "request-too-long" });
  const fields = readingDer(() => readRequest(der));
  if (!fields.ok) return fields;
  const { body, publicKeyInfo, keyAlgorithm, algorithm, signature, name } = fields.value;
  const key = usableKey(publicKeyInfo, keyAlgorithm);
  if (!key.ok) return key;
  const hash = hashes[key.value.keyType][algorithm];
  if (hash === undefined) return refuse({ kind: "unsupported-signature", algorithm });
  if (!verify(hash, body, key.value.key, signature)) return refuse({ kind: "request-not-signed-by-its-key" });
  return ok({
    publicKeyInfo: publicKeyInfo.whole,
    keyType: key.value.keyType,
    subject: name.text,
    commonName: name.commonName,
  });
}

function readRequest(der: Uint8Array) {
  const request = inside(onlyElement(der, Tag.sequence));
  const body = request.take(Tag.sequence);
  const algorithm = algorithmOf(request.take(Tag.sequence));
  const signature = octetsOfBits(request.take(Tag.bitString));
  request.end();
  const part = inside(body);
  integerIn(part.take(Tag.integer));
  const name = nameIn(part.take(Tag.sequence));
  const publicKeyInfo = part.take(Tag.sequence);
  const keyAlgorithm = inside(publicKeyInfo).take(Tag.sequence);
  return {
    body: body.whole,
    algorithm,
    signature,
    name,
    publicKeyInfo,
    keyAlgorithm: { whole: keyAlgorithm.whole, name: algorithmOf(keyAlgorithm) },
  };
}

const hashes: Record<SigningRequest["keyType"], Record<string, string>> = {
  ec: {
    [Signature.ecdsaWithSha256]: "sha256",
    [Signature.ecdsaWithSha384]: "sha384",
    [Signature.ecdsaWithSha512]: "sha512",
  },
  rsa: {
    [Signature.rsaWithSha256]: "sha256",
    [Signature.rsaWithSha384]: "sha384",
    [Signature.rsaWithSha512]: "sha512",
  },
};

/** By the whole of their algorithm identifier: a curve is named, never spelled out (RFC 5480 section 2.1.1). */
const keyTypes: ReadonlyMap<string, SigningRequest["keyType"]> = new Map([
  ...[Key.p256, Key.p384, Key.p521].map(
    (curve) => [hex(sequence(objectIdentifier(Key.ec), objectIdentifier(curve))), "ec"] as const,
  ),
  [hex(sequence(objectIdentifier(Key.rsa), nothing)), "rsa"],
]);

function usableKey(
  info: Element,
  { whole, name }: { whole: Uint8Array; name: string },
): Result<Pick<SigningRequest, "keyType"> & { key: KeyObject }, RequestRefusal> {
  const keyType = keyTypes.get(hex(whole));
  if (keyType === undefined) return refuse({ kind: "unsupported-key", algorithm: name });
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(info.whole), format: "der", type: "spki" });
  } catch {
    return refuse({ kind: "malformed", offset: info.offset });
  }
  const { modulusLength: bits = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (keyType === "rsa" && (bits < fewestRsaBits || publicExponent < fewestExponent)) {
    return refuse({ kind: "key-too-weak", bits, fewestBits: fewestRsaBits });
  }
  // Each check of such a signature would take longer than all the rest.
  if (bits > mostRsaBits) return refuse({ kind: "unsupported-key", algorithm: `RSA of ${bits} bits` });
  return ok({ keyType, key });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
