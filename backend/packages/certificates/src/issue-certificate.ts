import { ok, type Result, refuse } from "@beacom/result";
import { type AlternativeNames, unusableName } from "#alternative-name";
import { type Authority, keyIdentifier, newKeyPair, openAuthority } from "#authority";
import { signCertificate, type Validity, validityFrom } from "#certificate";
import { type CertificateFields } from "#certificate-fields";
import { distinguishedName, longestName } from "#distinguished-name";
import {
  authorityKeyIdentifier,
  crlDistributionPoint,
  extendedKeyUsage,
  KeyUse,
  keyUsage,
  noAuthority,
  subjectAltName,
  subjectKeyIdentifier,
} from "#extensions";
import { Purpose } from "#object-identifiers";
import { toPem } from "#pem";
import { sha256Of } from "#open-certificate";
import { serialNumberText } from "#serial-number";
import { readSigningRequest, type RequestRefusal } from "#signing-request";

const purposes = {
  /** What a supplicant meets inside EAP-TLS, PEAP and TTLS. */
  "eap-server": [Purpose.serverAuth, Purpose.eapOverLan],
  "eap-client": [Purpose.clientAuth],
  /** RFC 6614: a RadSec peer may be either side. */
  radsec: [Purpose.serverAuth, Purpose.clientAuth],
  /** A process that calls the others of its installation and is called by them. */
  peer: [Purpose.serverAuth, Purpose.clientAuth],
} satisfies Record<string, readonly string[]>;

export type Profile = keyof typeof purposes;

export type CertificateOrder = Partial<AlternativeNames> & {
  readonly authority: Authority;
  readonly profile: Profile;
  readonly commonName: string;
  readonly organisation?: string;
  readonly days: number;
  readonly now: Date;
  /** Where the authority publishes whom it has revoked. */
  readonly crlUrl?: string;
  /** PKCS#10: certifies this key instead of a new one. Its names are not taken over. */
  readonly csrPem?: string;
};

export type Issued = {
  readonly certificatePem: string;
  /** PKCS#8; undefined when a request was signed, whose key we never see. */
  readonly privateKeyPem: string | undefined;
  /** Hexadecimal, as `readCertificate` and `revocationList` say it. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Of the certificate in DER, hexadecimal. */
  readonly sha256: string;
};

export type IssueRefusal =
  | RequestRefusal
  | { readonly kind: "days-not-positive" }
  | { readonly kind: "name-too-long"; readonly longest: number }
  /** Empty, with control characters, or not of the form that its place asks for. */
  | { readonly kind: "name-unusable"; readonly name: string }
  | { readonly kind: "authority-not-yet-valid"; readonly from: Date }
  | { readonly kind: "would-outlive-its-authority"; readonly authorityUntil: Date };

/** A certificate by RFC 5280 under a new serial number, for a new ECDSA P-256 key or for the key of a request. */
export async function issueCertificate(order: CertificateOrder): Promise<Result<Issued, IssueRefusal>> {
  const authority = openAuthority(order.authority);
  const names = {
    dnsNames: order.dnsNames ?? [],
    ipAddresses: order.ipAddresses ?? [],
    emails: order.emails ?? [],
    uris: order.uris ?? [],
  };
  const validity = checkedValidity(order, names, authority.certificate);
  if (!validity.ok) return validity;
  const subject = order.csrPem === undefined ? ok(await newSubject()) : requested(order.csrPem);
  if (!subject.ok) return subject;
  const { publicKeyInfo, privateKeyPem, uses } = subject.value;
  const { der, serialNumber } = await signCertificate({
    issuer: authority.certificate.subject.whole,
    subject: distinguishedName({ commonName: order.commonName, organisation: order.organisation }),
    publicKeyInfo,
    validity: validity.value,
    key: authority.key,
    extensions: [
      noAuthority,
      keyUsage(...uses),
      extendedKeyUsage(purposes[order.profile]),
      subjectKeyIdentifier(keyIdentifier(publicKeyInfo)),
      authorityKeyIdentifier(authority.keyIdentifier),
      ...(Object.values(names).some((list) => list.length > 0) ? [subjectAltName(names)] : []),
      ...(order.crlUrl === undefined ? [] : [crlDistributionPoint(order.crlUrl)]),
    ],
  });
  return ok({
    certificatePem: toPem("CERTIFICATE", der),
    privateKeyPem,
    serialNumber: serialNumberText(serialNumber),
    ...validity.value,
    sha256: sha256Of(der),
  });
}

function checkedValidity(
  order: CertificateOrder,
  names: AlternativeNames,
  authority: CertificateFields,
): Result<Validity, IssueRefusal> {
  const { commonName, organisation = commonName, days, now, crlUrl } = order;
  for (const name of [commonName, organisation]) {
    if (name.length > longestName) return refuse({ kind: "name-too-long", longest: longestName });
    if (name.length === 0 || /\p{Cc}/u.test(name)) return refuse({ kind: "name-unusable", name });
  }
  const unusable = unusableName({ ...names, uris: crlUrl === undefined ? names.uris : [...names.uris, crlUrl] });
  if (unusable !== undefined) return refuse({ kind: "name-unusable", name: unusable });
  if (!(days > 0)) return refuse({ kind: "days-not-positive" });
  if (now < authority.notBefore) return refuse({ kind: "authority-not-yet-valid", from: authority.notBefore });
  const { notBefore, notAfter } = validityFrom(now, days);
  // Not `>` turned round: a date beyond what Date can say compares with nothing.
  if (!(notAfter <= authority.notAfter)) {
    return refuse({ kind: "would-outlive-its-authority", authorityUntil: authority.notAfter });
  }
  return ok({ notBefore: notBefore < authority.notBefore ? authority.notBefore : notBefore, notAfter });
}

type Subject = { publicKeyInfo: Uint8Array; privateKeyPem: string | undefined; uses: readonly number[] };

async function newSubject(): Promise<Subject> {
  return { ...(await newKeyPair()), uses: [KeyUse.digitalSignature] };
}

function requested(csrPem: string): Result<Subject, RequestRefusal> {
  const request = readSigningRequest(csrPem);
  if (!request.ok) return request;
  const { publicKeyInfo, keyType } = request.value;
  // TLS 1.2 with RSA keys may encrypt the premaster secret to them.
  const uses = keyType === "rsa" ? [KeyUse.digitalSignature, KeyUse.keyEncipherment] : [KeyUse.digitalSignature];
  return ok({ publicKeyInfo, privateKeyPem: undefined, uses });
}
