import { createHash, type KeyObject, X509Certificate } from "node:crypto";
import { ok, type Result, refuse } from "@beacom/result";
import { type CertificateFields, readFields } from "#certificate-fields";
import { type Malformed, readingDer } from "#der/read";

/** A certificate twice: as OpenSSL has it, which TLS uses and which verifies, and its fields as they stand. */
export type OpenCertificate = CertificateFields & { readonly openssl: X509Certificate };

/** Nothing of a certificate is used that OpenSSL would not open, so that the two cannot read one differently unseen. */
export function openCertificate(der: Uint8Array): Result<OpenCertificate, Malformed> {
  const fields = readingDer(() => readFields(der));
  if (!fields.ok) return fields;
  try {
    return ok({ ...fields.value, openssl: new X509Certificate(der) });
  } catch {
    return refuse({ kind: "malformed", offset: 0 });
  }
}

/** Undefined for a key of a kind that OpenSSL cannot read, or one that is no key. */
export function publicKeyOf({ openssl }: OpenCertificate): KeyObject | undefined {
  try {
    return openssl.publicKey;
  } catch {
    return undefined;
  }
}

/** Hexadecimal, small letters. */
export const sha256Of = (der: Uint8Array): string => createHash("sha256").update(der).digest("hex");
