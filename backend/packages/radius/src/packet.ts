import { ok, type Result, refuse } from "@beacom/result";
import type { Attribute } from "#attribute";
import { Type } from "#code";
import { formattedReader, type VendorFormats } from "#vendor-format";

/** A received packet. Every value is a view on `bytes`: whoever keeps one keeps the whole datagram. */
export type Packet = {
  readonly code: number;
  readonly identifier: number;
  readonly authenticator: Uint8Array;
  readonly attributes: readonly Attribute[];
  readonly bytes: Uint8Array;
};

export type Malformed =
  | {
      readonly kind:
        | "shorter-than-a-header"
        | "length-field-too-small"
        | "length-field-too-large"
        | "longer-than-the-datagram";
    }
  | {
      readonly kind:
        | "attribute-too-short"
        | "attribute-overruns-packet"
        | "message-authenticator-of-wrong-length"
        | "message-authenticator-repeated";
      readonly offset: number;
    };

export const headerLength = 20;
export const longestPacket = 4096;

/**
 * RFC 2865 section 3. Octets after the stated length are padding, and ignored; a packet that ends before it is refused.
 * `vendorFormats` are the dictionary's, for vendors that have a layout of their own.
 */
export function decodePacket(bytes: Uint8Array, vendorFormats?: VendorFormats): Result<Packet, Malformed> {
  if (bytes.length < headerLength) return refuse({ kind: "shorter-than-a-header" });
  const length = (bytes[2]! << 8) | bytes[3]!;
  if (length < headerLength) return refuse({ kind: "length-field-too-small" });
  if (length > longestPacket) return refuse({ kind: "length-field-too-large" });
  if (length > bytes.length) return refuse({ kind: "longer-than-the-datagram" });
  const attributes: Attribute[] = [];
  const readFormatted = vendorFormats && formattedReader(vendorFormats, attributes);
  let authenticated = false;
  for (let offset = headerLength; offset < length; ) {
    if (offset + 2 > length) return refuse({ kind: "attribute-overruns-packet", offset });
    const type = bytes[offset]!;
    const size = bytes[offset + 1]!;
    const end = offset + size;
    if (size < 2) return refuse({ kind: "attribute-too-short", offset });
    if (end > length) return refuse({ kind: "attribute-overruns-packet", offset });
    if (type === Type.MessageAuthenticator) {
      if (size !== 18) return refuse({ kind: "message-authenticator-of-wrong-length", offset });
      if (authenticated) return refuse({ kind: "message-authenticator-repeated", offset });
      authenticated = true;
    }
    if (
      type !== Type.VendorSpecific ||
      !(readFormatted?.(bytes, offset + 2, end) ?? readVendorSpecific(bytes, offset + 2, end, attributes))
    ) {
      attributes.push({ type, value: bytes.subarray(offset + 2, end) });
    }
    offset = end;
  }
  return ok({
    code: bytes[0]!,
    identifier: bytes[1]!,
    authenticator: bytes.subarray(4, 20),
    attributes,
    bytes: length === bytes.length ? bytes : bytes.subarray(0, length),
  });
}

/**
 * RFC 2865 section 5.26: a vendor's number and, as it "should" be, sub-attributes of type, length, value. Where they
 * do not add up (some vendors have their own layout) the whole stays one opaque attribute 26.
 */
function readVendorSpecific(bytes: Uint8Array, start: number, end: number, into: Attribute[]): boolean {
  if (end - start < 6 || bytes[start] !== 0) return false;
  for (let offset = start + 4; offset < end; ) {
    const size = offset + 2 <= end ? bytes[offset + 1]! : 0;
    if (size < 2 || offset + size > end) return false;
    offset += size;
  }
  const vendor = (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!;
  for (let offset = start + 4; offset < end; ) {
    const next = offset + bytes[offset + 1]!;
    into.push({ type: bytes[offset]!, value: bytes.subarray(offset + 2, next), vendor });
    offset = next;
  }
  return true;
}
