import { type Result, refuse } from "@beacom/result";
import { type NamesRead, noNames, readAlternativeNames } from "#alternative-name";
import { type Malformed, readingDer } from "#der/read";
import { nameIn } from "#distinguished-name";
import { Extension } from "#object-identifiers";
import { type OpenCertificate, openCertificate, publicKeyOf, sha256Of } from "#open-certificate";
import { pemBlocks } from "#pem";
import { serialNumberText } from "#serial-number";

export type CertificateFacts = NamesRead & {
  /** Hexadecimal, small letters, an even number of digits. */
  readonly serialNumber: string;
  readonly commonName: string | undefined;
  /** As RFC 4514 writes names: `CN=thandi,O=Beacom`. */
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Of the DER, hexadecimal, small letters. */
  readonly sha256: string;
  /** `rsa`, `ec`, `ed25519` and so on; the object identifier of one that OpenSSL cannot read. */
  readonly publicKey: { readonly algorithm: string; readonly bits?: number; readonly curve?: string };
};

export type Unreadable = Malformed | { readonly kind: "not-a-certificate" | "certificate-too-long" };

const longestCertificate = 65_536;

/** RFC 5280: what a certificate says; nothing is verified. Of PEM the first certificate is read, as text or as its octets. */
export function readCertificate(pemOrDer: string | Uint8Array): Result<CertificateFacts, Unreadable> {
  // In PEM a third is base64's own, and the rest of a chain may follow.
  if (pemOrDer.length > 4 * longestCertificate) return refuse({ kind: "certificate-too-long" });
  const der = derOf(pemOrDer);
  if (!der) return refuse({ kind: "not-a-certificate" });
  if (der.length > longestCertificate) return refuse({ kind: "certificate-too-long" });
  const opened = openCertificate(der);
  return opened.ok ? readingDer(() => factsOf(opened.value)) : opened;
}

const sequenceTag = 0x30;

function derOf(pemOrDer: string | Uint8Array): Uint8Array | undefined {
  if (typeof pemOrDer === "string") return pemBlocks(pemOrDer, "CERTIFICATE")[0];
  if (pemOrDer[0] === sequenceTag) return pemOrDer;
  return pemBlocks(Buffer.from(pemOrDer).toString("latin1"), "CERTIFICATE")[0];
}

function factsOf(certificate: OpenCertificate): CertificateFacts {
  const { der, serialNumber, subject, issuer, notBefore, notAfter, extensions } = certificate;
  const names = extensions.get(Extension.subjectAltName);
  const { text, commonName } = nameIn(subject);
  return {
    ...(names ? readAlternativeNames(names.value) : noNames),
    serialNumber: serialNumberText(serialNumber),
    commonName,
    subject: text,
    issuer: nameIn(issuer).text,
    notBefore,
    notAfter,
    sha256: sha256Of(der),
    publicKey: publicKeyFacts(certificate),
  };
}

function publicKeyFacts(certificate: OpenCertificate): CertificateFacts["publicKey"] {
  const key = publicKeyOf(certificate);
  const { modulusLength: bits, namedCurve: curve } = key?.asymmetricKeyDetails ?? {};
  return {
    algorithm: key?.asymmetricKeyType ?? certificate.publicKeyAlgorithm,
    ...(bits !== undefined && { bits }),
    ...(curve !== undefined && { curve }),
  };
}
