/**
 * A sentence as it goes over the line: each word behind its length, an empty word at the end. An empty word in the middle would
 * end the sentence early, so it throws: words are made by this program, never by somebody else.
 */
export function encodeSentence(words: readonly string[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const word of words) {
    const content = Buffer.from(word, "utf8");
    if (content.length === 0) throw new RangeError("a word of a sentence cannot be empty");
    parts.push(lengthOctets(content.length), content);
  }
  parts.push(Uint8Array.of(0));
  return Buffer.concat(parts);
}

/** 1 to 5 octets, the largest first; how many leading ones the first has tells how many follow. */
export function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x4000) return Uint8Array.of(0x80 | (length >>> 8), length);
  if (length < 0x20_0000) return Uint8Array.of(0xc0 | (length >>> 16), length >>> 8, length);
  if (length < 0x1000_0000) return Uint8Array.of(0xe0 | (length >>> 24), length >>> 16, length >>> 8, length);
  if (length > 0xffff_ffff) throw new RangeError(`a word of ${length} octets does not fit`);
  return Uint8Array.of(0xf0, length >>> 24, length >>> 16, length >>> 8, length);
}
