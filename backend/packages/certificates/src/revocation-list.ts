import { type Authority, openAuthority, signatureAlgorithm, signed } from "#authority";
import { enumerated, explicit, integer, sequence, time } from "#der/write";
import { authorityKeyIdentifier, extension } from "#extensions";
import { Extension } from "#object-identifiers";

/** RFC 5280 section 5.3.1. `unspecified` is written as no reason, which the section asks for. */
const reasons = {
  unspecified: 0,
  "key-compromise": 1,
  "affiliation-changed": 3,
  superseded: 4,
  "cessation-of-operation": 5,
  "certificate-hold": 6,
  "privilege-withdrawn": 9,
} as const;

export type RevocationReason = keyof typeof reasons;

export type Revoked = {
  /** Hexadecimal, as it was issued. */
  readonly serialNumber: string;
  readonly at: Date;
  readonly reason: RevocationReason;
};

/** RFC 5280 section 5: the list in DER, as a web server publishes it (application/pkix-crl). `number` grows with each list of an authority; a serial number that is not hexadecimal throws. */
export async function revocationList(list: {
  authority: Authority;
  number: bigint;
  revoked: readonly Revoked[];
  thisUpdate: Date;
  nextUpdate: Date;
}): Promise<Uint8Array> {
  const { certificate, keyIdentifier, key } = openAuthority(list.authority);
  const entries = list.revoked.map(entry);
  const body = sequence(
    versionTwo,
    signatureAlgorithm,
    certificate.subject.whole,
    time(list.thisUpdate),
    time(list.nextUpdate),
    // Section 5.1.2.6: absent when nobody is revoked, never empty.
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    explicit(0, sequence(authorityKeyIdentifier(keyIdentifier), extension(Extension.crlNumber, integer(list.number)))),
  );
  return signed(body, key);
}

const versionTwo = integer(1);

function entry({ serialNumber, at, reason }: Revoked): Uint8Array {
  if (!/^[\da-f]+$/i.test(serialNumber)) throw new RangeError(`not a serial number: ${serialNumber}`);
  const code = reasons[reason];
  return sequence(
    integer(BigInt(`0x${serialNumber}`)),
    time(at),
    ...(code === 0 ? [] : [sequence(extension(Extension.reasonCode, enumerated(code)))]),
  );
}
