import { ok, type Result, refuse } from "@beacom/result";

/** A Diameter AVP as EAP-TTLS carries it (RFC 5281 section 10.1). */
export type Avp = {
  readonly code: number;
  /** 0 for the standard's own, whose numbers are those of RADIUS. */
  readonly vendor: number;
  /** Who does not know a mandatory one must not go on. */
  readonly mandatory: boolean;
  readonly value: Uint8Array;
};

export type AvpMalformed = {
  readonly kind: "avp-header-cut-short" | "avp-length-too-small" | "avp-overruns-message";
  readonly offset: number;
};

const Flag = { vendor: 0x80, mandatory: 0x40 } as const;
const padded = (octets: number): number => (octets + 3) & ~3;

/** Code, flags, length (without padding), vendor if flagged, value, zeros up to a multiple of four; the last one's may be missing. */
export function decodeAvps(bytes: Uint8Array): Result<Avp[], AvpMalformed> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const avps: Avp[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    if (offset + 8 > bytes.length) return refuse({ kind: "avp-header-cut-short", offset });
    const flags = bytes[offset + 4]!;
    const length = view.getUint32(offset + 4) & 0xff_ffff;
    const headerLength = (flags & Flag.vendor) === 0 ? 8 : 12;
    if (length < headerLength) return refuse({ kind: "avp-length-too-small", offset });
    if (offset + length > bytes.length) return refuse({ kind: "avp-overruns-message", offset });
    avps.push({
      code: view.getUint32(offset),
      vendor: headerLength === 12 ? view.getUint32(offset + 8) : 0,
      mandatory: (flags & Flag.mandatory) !== 0,
      value: bytes.subarray(offset + headerLength, offset + length),
    });
    offset += padded(length);
  }
  return ok(avps);
}

export function encodeAvps(avps: readonly Avp[]): Uint8Array {
  const lengths = avps.map(({ vendor, value }) => (vendor === 0 ? 8 : 12) + value.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + padded(length), 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const [index, { code, vendor, mandatory, value }] of avps.entries()) {
    const length = lengths[index]!;
    view.setUint32(offset, code);
    view.setUint32(offset + 4, length);
    bytes[offset + 4] = (vendor === 0 ? 0 : Flag.vendor) | (mandatory ? Flag.mandatory : 0);
    if (vendor !== 0) view.setUint32(offset + 8, vendor);
    bytes.set(value, offset + length - value.length);
    offset += padded(length);
  }
  return bytes;
}
