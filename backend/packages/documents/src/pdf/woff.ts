import { inflateSync } from "node:zlib";

/**
 * A WOFF 1.0 font as the OpenType font that is packed in it. Done once: the PDF writer would unpack it again for every document, in
 * JavaScript, which takes longer than the document itself.
 */
export function openTypeOf(woff: Buffer): Buffer {
  if (woff.toString("latin1", 0, 4) !== "wOFF") throw new Error("not a WOFF 1.0 font");
  const tables = tablesOf(woff);
  const directory = Buffer.alloc(12 + tables.length * 16);
  woff.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(tables.length, 4);
  const searchable = 2 ** Math.floor(Math.log2(tables.length));
  directory.writeUInt16BE(searchable * 16, 6);
  directory.writeUInt16BE(Math.log2(searchable), 8);
  directory.writeUInt16BE((tables.length - searchable) * 16, 10);
  const parts = [directory];
  let offset = directory.length;
  for (const [index, { tag, checksum, octets }] of tables.entries()) {
    const entry = 12 + index * 16;
    directory.write(tag, entry, "latin1");
    directory.writeUInt32BE(checksum, entry + 4);
    directory.writeUInt32BE(offset, entry + 8);
    directory.writeUInt32BE(octets.length, entry + 12);
    const padded = Buffer.alloc(Math.ceil(octets.length / 4) * 4);
    octets.copy(padded);
    parts.push(padded);
    offset += padded.length;
  }
  return Buffer.concat(parts);
}

type Table = { readonly tag: string; readonly checksum: number; readonly octets: Buffer };

function tablesOf(woff: Buffer): Table[] {
  return Array.from({ length: woff.readUInt16BE(12) }, (_, index) => {
    const entry = 44 + index * 20;
    const [offset, stored, original, checksum] = [4, 8, 12, 16].map((at) => woff.readUInt32BE(entry + at)) as Four;
    const packed = woff.subarray(offset, offset + stored);
    // A table that would not have become smaller is stored as it is.
    const octets = stored === original ? packed : inflateSync(packed, { maxOutputLength: original });
    return { tag: woff.toString("latin1", entry, entry + 4), checksum, octets };
  });
}

type Four = [number, number, number, number];
