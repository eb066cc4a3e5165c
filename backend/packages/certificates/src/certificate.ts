import { type OpenAuthority, signatureAlgorithm, signed } from "#authority";
import { explicit, integer, sequence, time } from "#der/write";
import { newSerialNumber } from "#serial-number";

export type Validity = { readonly notBefore: Date; readonly notAfter: Date };

const versionThree = explicit(0, integer(2));

/** RFC 5280 section 4.1: the certificate in DER, under a new serial number. Names and extensions are DER already. */
export async function signCertificate(certificate: {
  issuer: Uint8Array;
  subject: Uint8Array;
  publicKeyInfo: Uint8Array;
  validity: Validity;
  extensions: readonly Uint8Array[];
  key: OpenAuthority["key"];
}): Promise<{ der: Uint8Array; serialNumber: bigint }> {
  const { issuer, subject, publicKeyInfo, validity, extensions, key } = certificate;
  const serialNumber = newSerialNumber();
  const body = sequence(
    versionThree,
    integer(serialNumber),
    signatureAlgorithm,
    issuer,
    sequence(time(validity.notBefore), time(validity.notAfter)),
    subject,
    publicKeyInfo,
    explicit(3, sequence(...extensions)),
  );
  return { der: await signed(body, key), serialNumber };
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** From an hour before, for clocks that differ a little; in whole seconds, as certificates say it. */
export const validityFrom = (now: Date, days: number): Validity => ({
  notBefore: wholeSecond(now.getTime() - hourMs),
  notAfter: wholeSecond(now.getTime() + days * dayMs),
});

const wholeSecond = (ms: number): Date => new Date(Math.floor(ms / 1000) * 1000);
