import { type Authority, keyIdentifier, newKeyPair } from "#authority";
import { signCertificate, validityFrom } from "#certificate";
import { distinguishedName, longestName } from "#distinguished-name";
import { authorityConstraints, KeyUse, keyUsage, subjectKeyIdentifier } from "#extensions";
import { toPem } from "#pem";

/** A new authority with a new key (ECDSA P-256), which signs certificates and revocation lists and no authorities. Names have 1 to 64 characters, there is at least one day; anything else throws. */
export async function createAuthority(options: {
  commonName: string;
  organisation?: string;
  days: number;
  now: Date;
}): Promise<Authority> {
  const { commonName, organisation, days, now } = options;
  for (const name of [commonName, organisation ?? commonName]) {
    if (name.length === 0 || name.length > longestName)
      throw new RangeError(`a name of 1 to ${longestName} characters`);
  }
  if (!Number.isInteger(days) || days < 1) throw new RangeError(`days of an authority: ${days}`);
  const { publicKeyInfo, privateKeyPem, key } = await newKeyPair();
  const name = distinguishedName({ commonName, organisation });
  const { der } = await signCertificate({
    issuer: name,
    subject: name,
    publicKeyInfo,
    validity: validityFrom(now, days),
    key,
    extensions: [
      authorityConstraints(0),
      keyUsage(KeyUse.keyCertSign, KeyUse.crlSign),
      subjectKeyIdentifier(keyIdentifier(publicKeyInfo)),
    ],
  });
  return { certificatePem: toPem("CERTIFICATE", der), privateKeyPem };
}
