import { valueOf } from "@beacom/result";
import { createAuthority, issueCertificate } from "@beacom/certificates";
import type { TlsFiles } from "#runtime-config";

/** An authority that lives as long as a test, and certificates of it for this machine. */
export async function testAuthority(): Promise<{ certificate(name: string): Promise<TlsFiles> }> {
  const now = new Date();
  const authority = await createAuthority({ commonName: "test authority", days: 1, now });
  return {
    async certificate(commonName) {
      const names = { dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"] };
      const issued = valueOf(
        await issueCertificate({ authority, profile: "peer", commonName, ...names, days: 1, now }),
      );
      return { ca: authority.certificatePem, cert: issued.certificatePem, key: issued.privateKeyPem! };
    },
  };
}
