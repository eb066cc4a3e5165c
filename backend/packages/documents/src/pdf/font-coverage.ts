import { tableOf } from "#pdf/open-type";

/** The code points that an OpenType font has a glyph for: its cmap table, formats 4 and 12. */
export function coverageOf(font: Buffer): ReadonlySet<number> {
  const cmap = tableOf(font, "cmap");
  const covered = new Set<number>();
  const count = cmap.readUInt16BE(2);
  for (let index = 0; index < count; index++) {
    const subtable = cmap.subarray(cmap.readUInt32BE(4 + index * 8 + 4));
    const format = subtable.readUInt16BE(0);
    if (format === 4) addSegments(subtable, covered);
    if (format === 12) addGroups(subtable, covered);
  }
  return covered;
}

function addSegments(subtable: Buffer, covered: Set<number>): void {
  const doubled = subtable.readUInt16BE(6);
  const [ends, starts] = [14, 16 + doubled];
  const [deltas, offsets] = [starts + doubled, starts + 2 * doubled];
  for (let at = 0; at < doubled; at += 2) {
    const [start, end] = [subtable.readUInt16BE(starts + at), subtable.readUInt16BE(ends + at)];
    const [delta, offset] = [subtable.readUInt16BE(deltas + at), subtable.readUInt16BE(offsets + at)];
    for (let code = start; code <= end && code !== 0xffff; code++) {
      // Without an offset the glyph is the code plus the delta; with one it is listed, and zero there means none.
      const listed = offset === 0 ? code : subtable.readUInt16BE(offsets + at + offset + 2 * (code - start));
      if ((offset === 0 || listed !== 0) && ((listed + delta) & 0xffff) !== 0) covered.add(code);
    }
  }
}

function addGroups(subtable: Buffer, covered: Set<number>): void {
  const count = subtable.readUInt32BE(12);
  for (let at = 16; at < 16 + count * 12; at += 12) {
    const [start, end] = [subtable.readUInt32BE(at), subtable.readUInt32BE(at + 4)];
    for (let code = start; code <= end; code++) covered.add(code);
  }
}
