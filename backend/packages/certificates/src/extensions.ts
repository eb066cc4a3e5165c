import { type AlternativeNames, writeAlternativeNames } from "#alternative-name";
import { explicit, implicit, integer, namedBits, objectIdentifier, octetString, sequence, yes } from "#der/write";
import { Extension } from "#object-identifiers";

/** RFC 5280 section 4.2.1.3. */
export const KeyUse = { digitalSignature: 0, keyEncipherment: 2, keyCertSign: 5, crlSign: 6 } as const;

export const extension = (id: string, value: Uint8Array): Uint8Array =>
  sequence(objectIdentifier(id), octetString(value));

const critical = (id: string, value: Uint8Array): Uint8Array => sequence(objectIdentifier(id), yes, octetString(value));

/** `pathLength`: how many authorities may stand below this one. */
export const authorityConstraints = (pathLength: number): Uint8Array =>
  critical(Extension.basicConstraints, sequence(yes, integer(pathLength)));

export const noAuthority: Uint8Array = critical(Extension.basicConstraints, sequence());

export const keyUsage = (...uses: readonly number[]): Uint8Array => critical(Extension.keyUsage, namedBits(...uses));

export const extendedKeyUsage = (purposes: readonly string[]): Uint8Array =>
  extension(Extension.extendedKeyUsage, sequence(...purposes.map(objectIdentifier)));

export const subjectKeyIdentifier = (id: Uint8Array): Uint8Array =>
  extension(Extension.subjectKeyIdentifier, octetString(id));

export const authorityKeyIdentifier = (id: Uint8Array): Uint8Array =>
  extension(Extension.authorityKeyIdentifier, sequence(implicit(0, id)));

export const subjectAltName = (names: AlternativeNames): Uint8Array =>
  extension(Extension.subjectAltName, writeAlternativeNames(names));

/** RFC 5280 section 4.2.1.13: one point, by its full name. */
export const crlDistributionPoint = (url: string): Uint8Array =>
  extension(
    Extension.crlDistributionPoints,
    sequence(sequence(explicit(0, explicit(0, implicit(6, Buffer.from(url, "latin1")))))),
  );
