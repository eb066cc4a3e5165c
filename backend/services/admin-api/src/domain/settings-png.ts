import { ok, type Result, refuse } from "@beacom/result";

export type PngRefusal = { readonly kind: "png-not-readable"; readonly because: string };

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** More pixels than this are more than any logo needs, and enough to fill the memory of a phone from a small file. */
const mostPixelsAside = 4_096;
/** What a picture is drawn from. All else (words, the place where it was taken, what a program liked to remember) is left out. */
const drawn = new Set(["IHDR", "PLTE", "tRNS", "sRGB", "gAMA", "IDAT", "IEND"]);

/** The picture (W3C PNG, chapter 5) with nothing in it but what is drawn, or what is wrong with it. */
export function cleanPng(bytes: Uint8Array): Result<Uint8Array, PngRefusal> {
  if (signature.some((octet, index) => bytes[index] !== octet)) return unreadable("no-signature");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const seen: string[] = [];
  let at = 8;
  while (seen.at(-1) !== "IEND") {
    if (at + 12 > bytes.length) return unreadable("cut-off");
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) return unreadable("cut-off");
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!/^[A-Za-z]{4}$/.test(type)) return unreadable("chunk-unnamed");
    if (view.getUint32(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) return unreadable(`checksum ${type}`);
    if ((seen.length === 0) !== (type === "IHDR")) return unreadable("no-header");
    if (type === "IHDR" && !isSize(view, at + 8, length)) return unreadable("size");
    // The first letter of a chunk that a reader must understand is a capital.
    if (!drawn.has(type) && /^[A-Z]/.test(type)) return unreadable(`chunk ${type}`);
    if (drawn.has(type)) kept.push(bytes.subarray(at, end));
    seen.push(type);
    at = end;
  }
  if (!seen.includes("IDAT")) return unreadable("nothing-drawn");
  if (at !== bytes.length) return unreadable("more-behind-it");
  return ok(joined(kept));
}

function isSize(view: DataView, at: number, length: number): boolean {
  if (length !== 13) return false;
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  return width > 0 && height > 0 && width <= mostPixelsAside && height <= mostPixelsAside;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** W3C PNG, annex D. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xff_ff_ff_ff;
  for (const octet of bytes) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0);
  }
  return (crc ^ 0xff_ff_ff_ff) >>> 0;
}

const unreadable = (because: string) => refuse({ kind: "png-not-readable", because } as const);
