import type { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import { requirePermission } from "@beacom/runtime";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Certificates, IssuedCertificate, StoredCertificate } from "#application/certificates";
import { refusedWith } from "#transport/admin/refusals";

type Methods = "getAuthority" | "issueCertificate" | "renewCertificate" | "revokeCertificate" | "listCertificates";

/** The certificate authority for EAP and RadSec. */
export function certificateRpc(certificates: Certificates): Pick<ServiceImpl<typeof RadiusAdminService>, Methods> {
  return {
    async getAuthority(_, context) {
      requirePermission(context, "radius.read");
      const { certificatePem, notAfter, revocationList, server } = await certificates.authority();
      return {
        certificatePem,
        notAfter: timestampFromDate(notAfter),
        revocationList,
        server: certificateMessage(server),
      };
    },
    async issueCertificate(request, context) {
      requirePermission(context, "radius.certificates");
      const issued = await certificates.issue(request);
      if (!issued.ok) throw refusedWith(issued.error);
      return issuedMessage(issued.value);
    },
    async renewCertificate(request, context) {
      requirePermission(context, "radius.certificates");
      const renewed = await certificates.renew(request);
      if (!renewed.ok) throw refusedWith(renewed.error);
      return issuedMessage(renewed.value);
    },
    async revokeCertificate({ serialNumber, reason }, context) {
      requirePermission(context, "radius.certificates");
      const revoked = await certificates.revoke(serialNumber, reason);
      if (!revoked.ok) throw refusedWith(revoked.error);
      return certificateMessage(revoked.value);
    },
    async listCertificates(request, context) {
      requirePermission(context, "radius.read");
      return { certificates: (await certificates.list(request)).map(certificateMessage) };
    },
  };
}

const issuedMessage = ({ certificate, privateKeyPem, pkcs12 }: IssuedCertificate) => ({
  certificate: certificateMessage(certificate),
  certificatePem: certificate.certificatePem,
  privateKeyPem: privateKeyPem ?? "",
  pkcs12: pkcs12 ?? new Uint8Array(),
});

const certificateMessage = (
  certificate: StoredCertificate,
): MessageInitShape<typeof RadiusAdminService.method.revokeCertificate.output> => ({
  serialNumber: certificate.serialNumber,
  kind: certificate.kind,
  owner: certificate.owner,
  name: certificate.name,
  notBefore: timestampFromDate(certificate.notBefore),
  notAfter: timestampFromDate(certificate.notAfter),
  ...(certificate.revokedAt && { revokedAt: timestampFromDate(certificate.revokedAt) }),
  revocationReason: certificate.revocationReason ?? "",
  replacedBy: certificate.replacedBy ?? "",
  sha256: certificate.sha256,
});
