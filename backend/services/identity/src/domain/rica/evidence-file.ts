import { ok, type Result, refuse } from "@beacom/result";

export const mostOctetsOfEvidence = 5 * 1024 * 1024;

export type MediaType = "image/jpeg" | "image/png" | "application/pdf";
export type EvidenceFileRefusal = { kind: "evidence-empty" | "evidence-too-large" | "evidence-type-unknown" };

/** What a file is, by its content: a name or a header can say anything, and a reviewer's browser must not be handed a script. */
export function readEvidence(bytes: Uint8Array): Result<MediaType, EvidenceFileRefusal> {
  if (bytes.length === 0) return refuse({ kind: "evidence-empty" });
  if (bytes.length > mostOctetsOfEvidence) return refuse({ kind: "evidence-too-large" });
  const found = shapes.find(({ begins, holds }) => startsWith(bytes, begins) && holds(bytes));
  return found ? ok(found.type) : refuse({ kind: "evidence-type-unknown" });
}

const ascii = (text: string) => new TextEncoder().encode(text);

const shapes: readonly { type: MediaType; begins: Uint8Array; holds: (bytes: Uint8Array) => boolean }[] = [
  // Start of image and the first marker; cameras write what they like after the end of image, so it is only looked for near the end.
  {
    type: "image/jpeg",
    begins: Uint8Array.of(0xff, 0xd8, 0xff),
    holds: (bytes) => contains(bytes.subarray(-4096), Uint8Array.of(0xff, 0xd9)),
  },
  // The signature and the header chunk that must come first (PNG, section 5.6).
  {
    type: "image/png",
    begins: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    holds: (bytes) => startsWith(bytes.subarray(12), ascii("IHDR")) && contains(bytes.subarray(-64), ascii("IEND")),
  },
  // ISO 32000-1, 7.5.2 and 7.5.5: the header, and the mark that ends the file.
  {
    type: "application/pdf",
    begins: ascii("%PDF-"),
    holds: (bytes) => contains(bytes.subarray(-1024), ascii("%%EOF")),
  },
];

const startsWith = (bytes: Uint8Array, prefix: Uint8Array): boolean =>
  prefix.every((octet, index) => bytes[index] === octet);

const contains = (bytes: Uint8Array, part: Uint8Array): boolean =>
  bytes.some(
    (_, index) => index + part.length <= bytes.length && startsWith(bytes.subarray(index, index + part.length), part),
  );
