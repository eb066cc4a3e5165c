export type { AlternativeNames } from "#alternative-name";
export type { Authority } from "#authority";
export { chainIsTrusted, type Distrust, type Usage } from "#chain-is-trusted";
export { createAuthority } from "#create-authority";
export {
  type CertificateOrder,
  type Issued,
  issueCertificate,
  type IssueRefusal,
  type Profile,
} from "#issue-certificate";
export { pkcs12 } from "#pkcs12/write";
export { type CertificateFacts, readCertificate, type Unreadable } from "#read-certificate";
export { revocationList, type RevocationReason, type Revoked } from "#revocation-list";
export { readSigningRequest, type RequestRefusal, type SigningRequest } from "#signing-request";
