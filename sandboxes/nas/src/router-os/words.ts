/**
 * The line format of RouterOS' API, read and written from its description alone: Beacom's own client of it must not be able to
 * agree with itself here.
 */
export type Cut = { readonly sentences: readonly (readonly string[])[]; readonly rest: Buffer };

const longestWord = 1 << 20;

/** Whole sentences off the front of what has arrived; undefined when it is not the protocol. */
export function cutSentences(arrived: Buffer): Cut | undefined {
  const sentences: string[][] = [];
  let rest = arrived;
  for (;;) {
    const words: string[] = [];
    let at = 0;
    for (;;) {
      const size = readSize(rest, at);
      if (size === "not-a-size") return undefined;
      if (size === "more" || size.start + size.length > rest.length) return { sentences, rest };
      at = size.start + size.length;
      if (size.length === 0) break;
      words.push(rest.toString("utf8", size.start, at));
    }
    if (words.length > 0) sentences.push(words);
    rest = rest.subarray(at);
  }
}

/** The leading ones of the first octet say how many octets belong to the length besides it. */
function readSize(bytes: Buffer, at: number): { start: number; length: number } | "more" | "not-a-size" {
  if (at >= bytes.length) return "more";
  const extra = Math.clz32(~((bytes[at] ?? 0) << 24));
  if (extra > 4 || (extra === 4 && bytes[at] !== 0xf0)) return "not-a-size";
  if (at + 1 + extra > bytes.length) return "more";
  const marked = bytes.readUIntBE(at, 1 + extra);
  const length = extra === 4 ? marked % 2 ** 32 : marked % 2 ** (7 * (extra + 1));
  return length > longestWord ? "not-a-size" : { start: at + 1 + extra, length };
}

const forms = [
  { below: 2 ** 7, octets: 1, mark: 0 },
  { below: 2 ** 14, octets: 2, mark: 0x80 * 2 ** 8 },
  { below: 2 ** 21, octets: 3, mark: 0xc0 * 2 ** 16 },
  { below: 2 ** 28, octets: 4, mark: 0xe0 * 2 ** 24 },
  { below: 2 ** 32, octets: 5, mark: 0xf0 * 2 ** 32 },
] as const;

export function sentence(...words: readonly string[]): Buffer {
  const pieces = words.flatMap((word) => {
    const text = Buffer.from(word);
    const form = forms.find(({ below }) => text.length < below) ?? forms[4];
    const size = Buffer.alloc(form.octets);
    size.writeUIntBE(form.mark + text.length, 0, form.octets);
    return [size, text];
  });
  return Buffer.concat([...pieces, Buffer.alloc(1)]);
}
