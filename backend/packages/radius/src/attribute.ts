/** One attribute, or one sub-attribute of a vendor: then `type` is the vendor's number for it. */
export type Attribute = { readonly type: number; readonly value: Uint8Array; readonly vendor?: number };

export const textAttribute = (type: number, text: string): Attribute => ({ type, value: utf8Of(text) });

export const integerAttribute = (type: number, n: number): Attribute => ({ type, value: integerBytes(n) });

/** An IPv4 address in dotted form; what is not one throws, since it would be our own mistake. */
export const addressAttribute = (type: number, address: string): Attribute => ({ type, value: addressBytes(address) });

export const bytesAttribute = (type: number, value: Uint8Array): Attribute => ({ type, value });

export const vendorAttribute = (vendor: number, type: number, value: Uint8Array | string | number): Attribute => ({
  type,
  vendor,
  value: typeof value === "string" ? utf8Of(value) : typeof value === "number" ? integerBytes(value) : value,
});

const utf8 = new TextEncoder();

/** Texts are short and nearly always ASCII: then a loop is several times quicker than TextEncoder. */
export function utf8Of(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return utf8.encode(text);
    bytes[i] = code;
  }
  return bytes;
}

/** Writes a text where there is room for it; its length in octets, or undefined where there is none. */
export function utf8Into(text: string, out: Uint8Array): number | undefined {
  if (text.length > out.length) return undefined;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      const { read, written } = utf8.encodeInto(text, out);
      return read === text.length ? written : undefined;
    }
    out[i] = code;
  }
  return text.length;
}

export function integerBytes(n: number): Uint8Array {
  const bytes = new Uint8Array(4);
  bytes[0] = n >>> 24;
  bytes[1] = n >>> 16;
  bytes[2] = n >>> 8;
  bytes[3] = n;
  return bytes;
}

export function addressBytes(address: string): Uint8Array {
  const parts = address.split(".");
  const numbers = parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  if (numbers.length !== 4 || numbers.some((n) => n > 255)) throw new RangeError(`not an IPv4 address: ${address}`);
  return Uint8Array.from(numbers);
}
