export {
  type Attribute,
  addressAttribute,
  bytesAttribute,
  integerAttribute,
  textAttribute,
  vendorAttribute,
} from "#attribute";
export { type ChapRequest, chapRequest, checkChap } from "#auth/chap";
export { masterKey, type MppeSession, mppeSession, mskAttributes, type MskOptions, revealKey } from "#auth/mppe-keys";
export {
  checkMsChapV2,
  type MsChapAccepted,
  type MsChapCredential,
  type MsChapRefused,
  type MsChapRequest,
  msChapV2Request,
} from "#auth/ms-chap";
export {
  authenticatorResponse,
  challengeHash,
  challengeResponse,
  hashNtPasswordHash,
  ntPasswordHash,
} from "#auth/ms-chap-v2";
export { checkPap, type PapRequest, papRequest, passwordOf } from "#auth/pap";
export { AcctStatus, Code, ErrorCause, Type, Vendor } from "#code";
export { type AttributeEntry, type Dictionary, dictionaryOf } from "#dictionary/dictionary";
export type { AttributeLine, DictionaryFile, Flag, Kind } from "#dictionary/dictionary-file";
export type { Include } from "#dictionary/dictionary-lines";
export { attributesOf, type NamedValue, readNamed } from "#dictionary/named";
export { type DictionaryFault, type LeftOut, type ReadingOptions, readDictionary } from "#dictionary/read-dictionary";
export { dictionary, shippedDictionaries } from "#dictionary/shipped";
export { eapAttributes, eapMessageOf, stateAttribute, stateOf } from "#eap-message";
export { encodeReply, encodeRequest, type Reply, type Request } from "#encode";
export { fits, type Surroundings, type TooLong } from "#fits";
export { type FuzzOptions, type FuzzReport, fuzzPackets } from "#fuzz";
export { md5 } from "#hash/md5";
export { type HiddenUnreadable } from "#hiding/hidden-again";
export { type Hiding, type HidingKey, hide, noAuthenticator, reveal } from "#hiding/hiding";
export { decodePacket, type Malformed, type Packet } from "#packet";
export { type PacketSplitter, packetSplitter, type Unframed } from "#packet-splitter";
export { type Forwarding, forwardRequest, type Returning, returnReply } from "#proxy";
export { randomOctets } from "#random";
export { addressOf, find, findAll, firstAddress, firstInteger, firstText, integerOf, textOf } from "#read";
export { type Secret, secretOf } from "#secret";
export type { VendorFormat, VendorFormats } from "#vendor-format";
export { type Authenticity, type Forged, type ReplyForged, sameBytes, verifyReply, verifyRequest } from "#verify";
