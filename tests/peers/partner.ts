import { createAuthority, issueCertificate } from "@beacom/certificates";
import { valueOf } from "@beacom/result";
import type { Identity } from "./radsecproxy.ts";

/** Somebody else's authority, and what it certifies. */
export async function openPartner() {
  const now = new Date();
  const authority = await createAuthority({ commonName: "Partner's authority", days: 2, now });
  return {
    authorityPem: authority.certificatePem,
    async certificate(profile: "radsec" | "eap-server" | "eap-client", name: string): Promise<Identity> {
      const issued = await issueCertificate({ authority, profile, commonName: name, dnsNames: [name], days: 1, now });
      const { certificatePem, privateKeyPem = "" } = valueOf(issued);
      return { certificatePem, privateKeyPem, authorityPem: authority.certificatePem };
    },
  };
}
