import {
  booleanIn,
  type Element,
  inside,
  integerIn,
  namedBitsIn,
  objectIdentifierIn,
  onlyElement,
  onlyInside,
  reject,
  timeIn,
} from "#der/read";
import { Tag } from "#der/write";
import { Extension } from "#object-identifiers";

/** RFC 5280 section 4.1, as it stands in the certificate: names are the octets of their DER. */
export type CertificateFields = {
  readonly der: Uint8Array;
  readonly serialNumber: bigint;
  readonly signature: string;
  readonly issuer: Element;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: Element;
  readonly publicKeyInfo: Uint8Array;
  readonly publicKeyAlgorithm: string;
  readonly extensions: ReadonlyMap<string, { readonly critical: boolean; readonly value: Element }>;
};

/** To be called inside `readingDer` where the octets come from outside. */
export function readFields(der: Uint8Array): CertificateFields {
  const certificate = inside(onlyElement(der, Tag.sequence));
  const body = certificate.take(Tag.sequence);
  const outerSignature = certificate.take(Tag.sequence);
  certificate.take(Tag.bitString);
  certificate.end();

  const part = inside(body);
  const versioned = part.takeIf(0xa0);
  if (versioned) integerIn(inside(versioned).take(Tag.integer));
  const serialNumber = integerIn(part.take(Tag.integer));
  const signature = part.take(Tag.sequence);
  // RFC 5280 section 4.1.1.2: what is signed says how it is signed, and both must agree.
  if (Buffer.compare(signature.whole, outerSignature.whole) !== 0) reject(outerSignature);
  const issuer = part.take(Tag.sequence);
  const validity = inside(part.take(Tag.sequence));
  const notBefore = timeIn(validity.take());
  const notAfter = timeIn(validity.take());
  const subject = part.take(Tag.sequence);
  const publicKeyInfo = part.take(Tag.sequence);
  part.takeIf(0x81);
  part.takeIf(0x82);
  const extensions = part.takeIf(0xa3);
  part.end();
  return {
    der,
    serialNumber,
    signature: algorithmOf(signature),
    issuer,
    notBefore,
    notAfter,
    subject,
    publicKeyInfo: publicKeyInfo.whole,
    publicKeyAlgorithm: algorithmOf(inside(publicKeyInfo).take(Tag.sequence)),
    extensions: extensions ? extensionsIn(extensions) : new Map(),
  };
}

export const algorithmOf = (identifier: Element): string =>
  objectIdentifierIn(inside(identifier).take(Tag.objectIdentifier));

function extensionsIn(wrapped: Element): CertificateFields["extensions"] {
  const extensions = new Map<string, { critical: boolean; value: Element }>();
  for (const extension of inside(inside(wrapped).take(Tag.sequence)).rest(Tag.sequence)) {
    const cursor = inside(extension);
    const id = objectIdentifierIn(cursor.take(Tag.objectIdentifier));
    const critical = cursor.takeIf(Tag.boolean);
    const value = cursor.take(Tag.octetString);
    cursor.end();
    // RFC 5280 section 4.2: not more than one of a kind.
    if (extensions.has(id)) reject(extension);
    extensions.set(id, { critical: critical !== undefined && booleanIn(critical), value });
  }
  return extensions;
}

type Extended = Pick<CertificateFields, "extensions">;

/** Undefined when the certificate says nothing of what its key may do. */
export function keyUsageOf({ extensions }: Extended): number[] | undefined {
  const extension = extensions.get(Extension.keyUsage);
  return extension && namedBitsIn(onlyInside(extension.value, Tag.bitString));
}

/** Undefined when it says nothing of its purposes. */
export function purposesOf({ extensions }: Extended): string[] | undefined {
  const extension = extensions.get(Extension.extendedKeyUsage);
  if (!extension) return undefined;
  return inside(onlyInside(extension.value, Tag.sequence)).rest(Tag.objectIdentifier).map(objectIdentifierIn);
}

/** May this certificate's key sign others, and how many authorities may stand below it? */
export function basicConstraintsOf({ extensions }: Extended): { authority: boolean; pathLength: bigint | undefined } {
  const extension = extensions.get(Extension.basicConstraints);
  if (!extension) return { authority: false, pathLength: undefined };
  const cursor = inside(onlyInside(extension.value, Tag.sequence));
  const authority = cursor.takeIf(Tag.boolean);
  const pathLength = cursor.takeIf(Tag.integer);
  cursor.end();
  return {
    authority: authority !== undefined && booleanIn(authority),
    pathLength: pathLength && integerIn(pathLength),
  };
}
