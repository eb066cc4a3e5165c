export {
  beginEap,
  type EapConversation,
  type EapDeps,
  type EapMethod,
  type EapNotBegun,
} from "#begin-eap";
export {
  decodeEap,
  EapCode,
  type EapEnd,
  type EapExchange,
  type EapMalformed,
  EapType,
  encodeEap,
} from "#codec/packet";
export type { EapStep } from "#conversation";
export type { Proofs, ProofsOf } from "#proofs";
export type { EapRefusal } from "#refusal";
export { type EapTls, type EapTlsOptions, eapTls, type TlsVersion } from "#tls/context";
export type { ClientCertificate } from "#tunnel/tls";
