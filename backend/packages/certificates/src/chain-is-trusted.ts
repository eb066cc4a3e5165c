import { ok, type Result, refuse } from "@beacom/result";
import { basicConstraintsOf, keyUsageOf, purposesOf } from "#certificate-fields";
import { type Malformed, readingDer } from "#der/read";
import { KeyUse } from "#extensions";
import { Extension, Purpose, weakSignatures } from "#object-identifiers";
import { type OpenCertificate, openCertificate, publicKeyOf } from "#open-certificate";
import { pemBlocks } from "#pem";

export type Distrust =
  | Malformed
  /** `until` and `from` are of whichever certificate of the chain it is. */
  | { readonly kind: "expired"; readonly until: Date }
  | { readonly kind: "not-yet-valid"; readonly from: Date }
  | { readonly kind: "not-issued-here" | "wrong-usage" | "weak-signature" }
  /** RFC 5280 section 4.2: what is critical and not understood refuses the certificate. */
  | { readonly kind: "unknown-critical-extension"; readonly id: string };

export type Usage = "server" | "client";

/** More are not looked at; a chain of TLS has one or two. */
const mostIntermediates = 8;
/** Whoever connects chooses the certificates: those that all name each other must not cost more than this. */
const mostSignatures = 16;

/**
 * RFC 5280 section 6 for a chain of TLS: does a path of real signatures lead from this certificate to one of the
 * authorities, was each of them valid then, and may the first be a server or a client? Certificate policies are not
 * judged, and a chain with name constraints is refused. Whether one was revoked is the caller's list to know.
 */
export function chainIsTrusted(chain: {
  certificate: Uint8Array;
  intermediates: readonly Uint8Array[];
  /** Each may hold several certificates; one of them that cannot be read throws. */
  authorityPems: readonly string[];
  at: Date;
  usage: Usage;
}): Result<void, Distrust> {
  const certificate = openCertificate(chain.certificate);
  if (!certificate.ok) return certificate;
  const search: Search = {
    authorities: chain.authorityPems.flatMap(authoritiesIn),
    intermediates: chain.intermediates.slice(0, mostIntermediates).flatMap(opened),
    at: chain.at,
    usage: chain.usage,
    signaturesLeft: mostSignatures,
  };
  const distrust = readingDer(
    () =>
      noPathFrom(certificate.value, [], search) ??
      flawOf(certificate.value, { at: chain.at, signatureCounts: true }) ??
      unfit(certificate.value, chain.usage),
  );
  if (!distrust.ok) return distrust;
  return distrust.value === undefined ? ok(undefined) : refuse(distrust.value);
}

type Search = {
  readonly authorities: readonly OpenCertificate[];
  readonly intermediates: readonly OpenCertificate[];
  readonly at: Date;
  readonly usage: Usage;
  signaturesLeft: number;
};

const opened = (der: Uint8Array): OpenCertificate[] => {
  const certificate = openCertificate(der);
  return certificate.ok ? [certificate.value] : [];
};

function authoritiesIn(pem: string): OpenCertificate[] {
  return pemBlocks(pem, "CERTIFICATE").map((der) => {
    const certificate = openCertificate(der);
    if (!certificate.ok) throw new Error("a trusted authority's certificate cannot be read");
    return certificate.value;
  });
}

/** Why no path leads up from the last of these: undefined when one does. `path` are the intermediates so far, from below. */
function noPathFrom(
  certificate: OpenCertificate,
  path: readonly OpenCertificate[],
  search: Search,
): Distrust | undefined {
  let distrust: Distrust = { kind: "not-issued-here" };
  const candidates = [
    ...search.authorities.map((issuer) => ({ issuer, trusted: true })),
    ...search.intermediates.filter((issuer) => !path.includes(issuer)).map((issuer) => ({ issuer, trusted: false })),
  ];
  for (const { issuer, trusted } of candidates) {
    if (!issued(issuer, certificate, search)) continue;
    const flaw =
      unfitToIssue(issuer, path.length, search) ??
      flawOf(issuer, { at: search.at, signatureCounts: !trusted }) ??
      (trusted ? undefined : noPathFrom(issuer, [...path, issuer], search));
    if (flaw === undefined) return undefined;
    if (distrust.kind === "not-issued-here") distrust = flaw;
  }
  return distrust;
}

function issued(issuer: OpenCertificate, certificate: OpenCertificate, search: Search): boolean {
  if (search.signaturesLeft === 0 || !certificate.openssl.checkIssued(issuer.openssl)) return false;
  search.signaturesLeft--;
  const key = publicKeyOf(issuer);
  return key !== undefined && certificate.openssl.verify(key);
}

function unfitToIssue(issuer: OpenCertificate, intermediatesBelow: number, { usage }: Search): Distrust | undefined {
  const { authority, pathLength } = basicConstraintsOf(issuer);
  const mayIssue = authority && (keyUsageOf(issuer)?.includes(KeyUse.keyCertSign) ?? true);
  if (!mayIssue || (pathLength !== undefined && pathLength < intermediatesBelow)) return { kind: "not-issued-here" };
  return hasPurpose(issuer, usage) ? undefined : { kind: "wrong-usage" };
}

function unfit(certificate: OpenCertificate, usage: Usage): Distrust | undefined {
  const maySign = keyUsageOf(certificate)?.includes(KeyUse.digitalSignature) ?? true;
  return maySign && hasPurpose(certificate, usage) ? undefined : { kind: "wrong-usage" };
}

/** One that names no purpose serves every one; an authority that names some issues for those only. */
function hasPurpose(certificate: OpenCertificate, usage: Usage): boolean {
  const wanted = usage === "server" ? Purpose.serverAuth : Purpose.clientAuth;
  return purposesOf(certificate)?.some((purpose) => purpose === wanted || purpose === Purpose.any) ?? true;
}

const understood: ReadonlySet<string> = new Set([
  Extension.subjectKeyIdentifier,
  Extension.keyUsage,
  Extension.subjectAltName,
  Extension.basicConstraints,
  Extension.crlDistributionPoints,
  Extension.certificatePolicies,
  Extension.authorityKeyIdentifier,
  Extension.extendedKeyUsage,
]);

/** A root is trusted for being known, so its own signature does not count. */
function flawOf(certificate: OpenCertificate, judged: { at: Date; signatureCounts: boolean }): Distrust | undefined {
  const { notBefore, notAfter, signature, extensions } = certificate;
  // Not the other way round: a date that is none compares with nothing, and must not pass.
  if (!(judged.at >= notBefore)) return { kind: "not-yet-valid", from: notBefore };
  if (!(judged.at <= notAfter)) return { kind: "expired", until: notAfter };
  if (judged.signatureCounts && weakSignatures.has(signature)) return { kind: "weak-signature" };
  for (const [id, { critical }] of extensions) {
    if (critical && !understood.has(id)) return { kind: "unknown-critical-extension", id };
  }
  return undefined;
}
