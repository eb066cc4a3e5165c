/** A table of an OpenType font, in place. */
export function tableOf(font: Buffer, tag: string): Buffer {
  const count = font.readUInt16BE(4);
  for (let entry = 12; entry < 12 + count * 16; entry += 16) {
    if (font.toString("latin1", entry, entry + 4) !== tag) continue;
    const offset = font.readUInt32BE(entry + 8);
    return font.subarray(offset, offset + font.readUInt32BE(entry + 12));
  }
  throw new Error(`the font has no table ${tag}`);
}

/**
 * Takes a substitution that is on by default out of the font, by a name that nobody asks for. Asking the PDF writer to leave it out
 * would do the same, but makes it lay out every word anew instead of remembering the words it has seen.
 */
export function switchOff(font: Buffer, feature: string): void {
  const substitutions = tableOf(font, "GSUB");
  const list = substitutions.subarray(substitutions.readUInt16BE(6));
  for (let record = 2; record < 2 + list.readUInt16BE(0) * 6; record += 6) {
    if (list.toString("latin1", record, record + 4) === feature) list.write("OFF ", record, "latin1");
  }
}
