/** The words of one sentence, as UTF-8 with U+FFFD for what is none: a router's comments may be in any code page. */
export type Sentence = readonly string[];

export type NotASentence =
  /** 0xF1 to 0xFF stand where a length should: reserved for control octets that nobody has defined. */
  | { readonly kind: "not-a-length"; readonly octet: number }
  | { readonly kind: "word-too-long"; readonly octets: number; readonly limit: number }
  | { readonly kind: "sentence-too-long"; readonly limit: number };

export type SentenceLimits = { readonly wordOctets: number; readonly sentenceOctets: number };

const usualLimits: SentenceLimits = { wordOctets: 64 * 1024, sentenceOctets: 256 * 1024 };

export type SentenceReader = {
  /**
   * The sentences that this chunk completes, and why reading ended if it did: from then on nothing is taken any more, since
   * where the next word begins is not known. However the octets are cut into chunks, the sentences are the same.
   */
  take(chunk: Uint8Array): { readonly sentences: readonly Sentence[]; readonly refusal: NotASentence | undefined };
};

/** Holds at most one unfinished sentence within its limits, whatever arrives. Sentences without a word are passed over. */
export function sentenceReader(limits: SentenceLimits = usualLimits): SentenceReader {
  let refusal: NotASentence | undefined;
  let words: string[] = [];
  let sentenceOctets = 0;
  let length: { value: number; octetsToCome: number } | undefined;
  let word: { content: Buffer; filled: number } | undefined;

  const beginWord = (octets: number): NotASentence | undefined => {
    if (octets > limits.wordOctets) return { kind: "word-too-long", octets, limit: limits.wordOctets };
    sentenceOctets += octets + 1;
    if (sentenceOctets > limits.sentenceOctets) return { kind: "sentence-too-long", limit: limits.sentenceOctets };
    word = { content: Buffer.alloc(octets), filled: 0 };
    return undefined;
  };

  return {
    take(chunk) {
      const sentences: Sentence[] = [];
      for (let offset = 0; offset < chunk.length && refusal === undefined; ) {
        if (word !== undefined) {
          const part = chunk.subarray(offset, offset + word.content.length - word.filled);
          word.content.set(part, word.filled);
          word.filled += part.length;
          offset += part.length;
          if (word.filled < word.content.length) continue;
          words.push(word.content.toString("utf8"));
          word = undefined;
          continue;
        }
        const octet = chunk[offset++]!;
        if (length === undefined) {
          const begun = firstOctetOf(octet);
          if (begun === undefined) refusal = { kind: "not-a-length", octet };
          else length = begun;
        } else {
          length = { value: length.value * 256 + octet, octetsToCome: length.octetsToCome - 1 };
        }
        if (length?.octetsToCome !== 0) continue;
        const { value } = length;
        length = undefined;
        if (value > 0) {
          refusal = beginWord(value);
          continue;
        }
        if (words.length > 0) sentences.push(words);
        words = [];
        sentenceOctets = 0;
      }
      if (refusal !== undefined) words = [];
      return { sentences, refusal };
    },
  };
}

function firstOctetOf(octet: number): { value: number; octetsToCome: number } | undefined {
  if (octet < 0x80) return { value: octet, octetsToCome: 0 };
  if (octet < 0xc0) return { value: octet & 0x3f, octetsToCome: 1 };
  if (octet < 0xe0) return { value: octet & 0x1f, octetsToCome: 2 };
  if (octet < 0xf0) return { value: octet & 0x0f, octetsToCome: 3 };
  return octet === 0xf0 ? { value: 0, octetsToCome: 4 } : undefined;
}
