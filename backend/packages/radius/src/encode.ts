import type { Attribute } from "#attribute";
import { Code, Type } from "#code";
import { finishHmacInto, Md5 } from "#hash/md5";
import { longestPacket, type Packet } from "#packet";
import { randomOctets } from "#random";
import type { Secret } from "#secret";
import { formatted, type VendorFormats } from "#vendor-format";

// One hash for all: encoding is synchronous, so no two packets can meet in it.
const hash = new Md5();

export type Reply = {
  code: number;
  request: Pick<Packet, "identifier" | "authenticator" | "attributes">;
  attributes: readonly Attribute[];
  secret: Secret;
  messageAuthenticator: boolean;
  /** The dictionary's, for vendors that have a layout of their own. */
  vendorFormats?: VendorFormats | undefined;
};

/**
 * An answer with its Response Authenticator (RFC 2865 section 3). The Message-Authenticator goes first, where nothing
 * that an attacker can choose stands before it (CVE-2024-3596). The request's Proxy-States are returned as they came
 * (RFC 2865 section 5.33) unless `attributes` brings its own.
 */
export function encodeReply(reply: Reply): Uint8Array {
  const { code, request, attributes, secret, messageAuthenticator, vendorFormats } = reply;
  const own = vendorFormats === undefined ? attributes : formatted(attributes, vendorFormats);
  const all = withProxyStates(own, request.attributes);
  const bytes = write(code, request.identifier, all, messageAuthenticator);
  bytes.set(request.authenticator, 4);
  if (messageAuthenticator) signMessage(bytes, secret);
  hash.start();
  hash.update(bytes);
  hash.update(secret.bytes);
  hash.finishInto(bytes, 4);
  return bytes;
}

export type Request = {
  code: number;
  identifier: number;
  attributes: readonly Attribute[];
  secret: Secret;
  /** For Access-Request and Status-Server, where it is a challenge: 16 random octets unless given. */
  authenticator?: Uint8Array | undefined;
  /** The dictionary's, for vendors that have a layout of their own. */
  vendorFormats?: VendorFormats | undefined;
};

/** A request with the authenticator of its kind; Message-Authenticator first on all but accounting, where old servers mind it. */
export function encodeRequest(request: Request): Uint8Array {
  const { code, identifier, attributes, secret, authenticator, vendorFormats } = request;
  const signed = code !== Code.AccountingRequest;
  const own = vendorFormats === undefined ? attributes : formatted(attributes, vendorFormats);
  const bytes = write(code, identifier, own, signed);
  if (code === Code.AccessRequest || code === Code.StatusServer) {
    bytes.set(authenticator ?? randomOctets(16), 4);
    signMessage(bytes, secret);
    return bytes;
  }
  // RFC 2866 section 3 and RFC 5176 section 2.3: a hash over the packet with 16 zeros in the authenticator's place.
  if (signed) signMessage(bytes, secret);
  hash.start();
  hash.update(bytes);
  hash.update(secret.bytes);
  hash.finishInto(bytes, 4);
  return bytes;
}

/** RFC 3579 section 3.2, for a Message-Authenticator that stands first and is still zero. */
function signMessage(bytes: Uint8Array, secret: Secret): void {
  hash.start(secret.pads.inner);
  hash.update(bytes);
  finishHmacInto(hash, secret.pads, bytes, 22);
}

/** RFC 2865 section 5.33. */
export function withProxyStates(own: readonly Attribute[], requested: readonly Attribute[]): readonly Attribute[] {
  let states: Attribute[] | undefined;
  for (const attribute of requested) {
    if (attribute.type === Type.ProxyState && attribute.vendor === undefined) (states ??= []).push(attribute);
  }
  if (states === undefined || own.some((a) => a.type === Type.ProxyState && a.vendor === undefined)) return own;
  return [...own, ...states];
}

function write(code: number, identifier: number, attributes: readonly Attribute[], signed: boolean): Uint8Array {
  let length = signed ? 38 : 20;
  for (const { type, value, vendor } of attributes) {
    const size = value.length + (vendor === undefined ? 2 : 8);
    if (size > 255) throw new RangeError(`an attribute of ${value.length} octets does not fit into a packet`);
    if (type > 255) throw new RangeError(`attribute ${type} of vendor ${vendor} needs its vendor's format`);
    length += size;
  }
  if (length > longestPacket) throw new RangeError(`a packet of ${length} octets is longer than RADIUS allows`);
  const bytes = new Uint8Array(length);
  bytes[0] = code;
  bytes[1] = identifier;
  bytes[2] = length >> 8;
  bytes[3] = length;
  let offset = 20;
  if (signed) {
    bytes[20] = Type.MessageAuthenticator;
    bytes[21] = 18;
    offset = 38;
  }
  for (const attribute of attributes) offset = writeAttribute(bytes, offset, attribute);
  return bytes;
}

function writeAttribute(bytes: Uint8Array, start: number, { type, value, vendor }: Attribute): number {
  let offset = start;
  if (vendor !== undefined) {
    bytes[offset] = Type.VendorSpecific;
    bytes[offset + 1] = value.length + 8;
    bytes[offset + 2] = vendor >>> 24;
    bytes[offset + 3] = vendor >>> 16;
    bytes[offset + 4] = vendor >>> 8;
    bytes[offset + 5] = vendor;
    offset += 6;
  }
  bytes[offset] = type;
  bytes[offset + 1] = value.length + 2;
  // Values are short: a loop is quicker than the call behind set().
  for (let i = 0, to = offset + 2; i < value.length; i++) bytes[to + i] = value[i]!;
  return offset + 2 + value.length;
}
