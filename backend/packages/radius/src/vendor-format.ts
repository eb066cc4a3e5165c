import type { Attribute } from "#attribute";
import { Type } from "#code";

/**
 * How a vendor lays out what stands in its Vendor-Specific attribute, where it does not follow RFC 2865 section 5.26:
 * the octets of type and of length (0: the value fills the attribute), and whether an octet follows whose first bit
 * says that the value goes on in the next attribute (WiMAX).
 */
export type VendorFormat = {
  readonly typeOctets: 1 | 2 | 4;
  readonly lengthOctets: 0 | 1 | 2;
  readonly continued: boolean;
};

/** By vendor: only those that have a layout of their own. */
export type VendorFormats = ReadonlyMap<number, VendorFormat>;

const goesOn = 0x80;
const longestValue = 253;

/**
 * Reads the Vendor-Specific attributes of one packet into `into`. Says undefined of a vendor without a layout of its
 * own, and false where the lengths do not add up.
 */
export function formattedReader(
  formats: VendorFormats,
  into: Attribute[],
): (bytes: Uint8Array, start: number, end: number) => boolean | undefined {
  let open = false;
  return (bytes, start, end) => {
    if (end - start < 5 || bytes[start] !== 0) return undefined;
    const vendor = integerAt(bytes, start, 4);
    const format = formats.get(vendor);
    if (format === undefined) return undefined;
    const parts = partsOf(bytes, start + 4, end, format);
    if (parts === undefined) return false;
    for (const { type, value, more } of parts) {
      const last = into.at(-1);
      if (open && last?.vendor === vendor && last.type === type) {
        into[into.length - 1] = { type, vendor, value: Buffer.concat([last.value, value]) };
      } else {
        into.push({ type, vendor, value });
      }
      open = more;
    }
    return true;
  };
}

type Part = { type: number; value: Uint8Array; more: boolean };

function partsOf(bytes: Uint8Array, start: number, end: number, format: VendorFormat): Part[] | undefined {
  const { typeOctets, lengthOctets, continued } = format;
  const header = headerOf(format);
  const parts: Part[] = [];
  for (let offset = start; offset < end; ) {
    if (offset + header > end) return undefined;
    const length = lengthOctets === 0 ? end - offset : integerAt(bytes, offset + typeOctets, lengthOctets);
    if (length < header || offset + length > end) return undefined;
    parts.push({
      type: integerAt(bytes, offset, typeOctets),
      value: bytes.subarray(offset + header, offset + length),
      more: continued && (bytes[offset + header - 1]! & goesOn) !== 0,
    });
    offset += length;
  }
  return parts;
}

/** The attributes with those of such vendors as Vendor-Specific attributes, ready to be written; the others as they are. */
export function formatted(attributes: readonly Attribute[], formats: VendorFormats): readonly Attribute[] {
  return attributes.flatMap((attribute) => {
    const format = attribute.vendor === undefined ? undefined : formats.get(attribute.vendor);
    return format === undefined ? [attribute] : inFormat(attribute, attribute.vendor!, format);
  });
}

function inFormat({ type, value }: Attribute, vendor: number, format: VendorFormat): Attribute[] {
  if (type >= 2 ** (8 * format.typeOctets))
    throw new RangeError(`no attribute ${type} fits into vendor ${vendor}'s format`);
  const room = longestValue - 4 - headerOf(format);
  const pieces = format.continued ? Math.max(1, Math.ceil(value.length / room)) : 1;
  return Array.from({ length: pieces }, (_, piece) => {
    const part = pieces === 1 ? value : value.subarray(piece * room, (piece + 1) * room);
    const header = [
      ...octetsOf(vendor, 4),
      ...octetsOf(type, format.typeOctets),
      ...octetsOf(headerOf(format) + part.length, format.lengthOctets),
      ...(format.continued ? [piece + 1 < pieces ? goesOn : 0] : []),
    ];
    return { type: Type.VendorSpecific, value: Buffer.concat([Uint8Array.from(header), part]) };
  });
}

const headerOf = ({ typeOctets, lengthOctets, continued }: VendorFormat): number =>
  typeOctets + lengthOctets + (continued ? 1 : 0);

function integerAt(bytes: Uint8Array, offset: number, octets: number): number {
  let n = 0;
  for (let i = 0; i < octets; i++) n = n * 256 + bytes[offset + i]!;
  return n;
}

const octetsOf = (n: number, octets: number): number[] =>
  Array.from({ length: octets }, (_, i) => Math.floor(n / 256 ** (octets - 1 - i)) % 256);
