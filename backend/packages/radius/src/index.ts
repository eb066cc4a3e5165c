export {
  type Attribute,
  addressAttribute,
  bytesAttribute,
  integerAttribute,
  textAttribute,
  vendorAttribute,
} from "#attribute";
export { type ChapRequest, chapRequest, checkChap } from "#auth/chap";
export { revealKey } from "#auth/mppe-keys";
export {
  checkMsChapV2,
  type MsChapAccepted,
  type MsChapRefused,
  type MsChapRequest,
  msChapV2Request,
} from "#auth/ms-chap";
export { checkPap, type PapRequest, papRequest, passwordOf } from "#auth/pap";
export { AcctStatus, Code, ErrorCause, Type, Vendor } from "#code";
export { attributesOf, type NamedValue, readNamed } from "#dictionary/named";
export { type AttributeEntry, type Dictionary, dictionary } from "#dictionary/dictionary";
export { encodeReply, encodeRequest, type Reply, type Request } from "#encode";
export { decodePacket, type Malformed, type Packet } from "#packet";
export { addressOf, find, findAll, firstAddress, firstInteger, firstText, integerOf, textOf } from "#read";
export { type Secret, secretOf } from "#secret";
export { type Authenticity, type Forged, type ReplyForged, sameBytes, verifyReply, verifyRequest } from "#verify";
