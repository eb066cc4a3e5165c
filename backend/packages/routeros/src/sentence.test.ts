import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { encodeSentence, lengthOctets } from "#encode-sentence";
import { type Sentence, sentenceReader } from "#sentence-reader";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string): Uint8Array => Buffer.from(text.replaceAll(" ", ""), "hex");
const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }).map((text) => text.toWellFormed());
const sentence = fc.array(word, { minLength: 1, maxLength: 8 });

/** Cuts the octets wherever the numbers say. */
function chunksOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}

describe("a sentence", () => {
  test("is written as the manual's example of a login would be, octet by octet", () => {
    assert.equal(
      hex(encodeSentence(["/login", "=name=admin", "=password="])),
      hex(bytesOf("06 2f6c6f67696e 0b 3d6e616d653d61646d696e 0a 3d70617373776f72643d 00")),
    );
  });

  test.each([
    [0x00, "00"],
    [0x7f, "7f"],
    [0x80, "8080"],
    [0x3fff, "bfff"],
    [0x4000, "c04000"],
    [0x1f_ffff, "dfffff"],
    [0x20_0000, "e0200000"],
    [0xfff_ffff, "efffffff"],
    [0x1000_0000, "f010000000"],
    [0xffff_ffff, "f0ffffffff"],
  ])("puts %i before its word in as few octets as hold it", (length, octets) => {
    assert.equal(hex(lengthOctets(length)), octets);
  });

  test("cannot hold an empty word, which would end it", () => {
    assert.throws(() => encodeSentence(["/login", ""]), RangeError);
  });

  test("is read as it was written, wherever the line cuts it", () => {
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 12 }), (sentences, cuts) => {
        const reader = sentenceReader();
        const bytes = Buffer.concat(sentences.map(encodeSentence));
        const read: Sentence[] = [];
        for (const chunk of chunksOf(bytes, cuts)) {
          const taken = reader.take(chunk);
          assert.equal(taken.refusal, undefined);
          read.push(...taken.sentences);
        }
        assert.deepEqual(read, sentences);
      }),
    );
  });

  test("of words with two- and three-octet lengths is read too", () => {
    const words = ["a".repeat(0x80), "b".repeat(0x3fff), "c".repeat(0x4000)];
    assert.deepEqual(sentenceReader().take(encodeSentence(words)).sentences, [words]);
  });

  test("without a word is passed over", () => {
    assert.deepEqual(sentenceReader().take(bytesOf("00 00 05 21646f6e65 00")).sentences, [["!done"]]);
  });
});

describe("the reader refuses", () => {
  test.each([
    ["a reserved octet where a length should be", "f8", { kind: "not-a-length", octet: 0xf8 }],
    ["an octet that is neither length nor control", "f1", { kind: "not-a-length", octet: 0xf1 }],
    ["a word of 4 GiB", "f0ffffffff", { kind: "word-too-long", octets: 0xffff_ffff, limit: 65_536 }],
    ["a word of one octet more than its limit", "c10001", { kind: "word-too-long", octets: 65_537, limit: 65_536 }],
  ])("%s", (_what, octets, refusal) => {
    assert.deepEqual(sentenceReader().take(bytesOf(octets)), { sentences: [], refusal });
  });

  test("a sentence that does not end, and what came before it is not lost", () => {
    const reader = sentenceReader({ wordOctets: 100, sentenceOctets: 1_000 });
    const endless = Buffer.concat([encodeSentence(["!done"]), Buffer.alloc(4_000, bytesOf("01 61"))]);
    assert.deepEqual(reader.take(endless), {
      sentences: [["!done"]],
      refusal: { kind: "sentence-too-long", limit: 1_000 },
    });
    assert.deepEqual(reader.take(encodeSentence(["!done"])).sentences, []);
  });

  test("or reads any octets at all in the same way however they are cut, and holds no more than its limits", () => {
    const limits = { wordOctets: 64, sentenceOctets: 256 };
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc
        .array(fc.oneof(fc.uint8Array({ maxLength: 12 }), sentence.map(encodeSentence)))
        .map((all) => Buffer.concat(all)),
    );
    fc.assert(
      fc.property(noise, fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
        const whole = sentenceReader(limits).take(bytes);
        const reader = sentenceReader(limits);
        const read: Sentence[] = [];
        let refusal: unknown;
        for (const chunk of chunksOf(bytes, cuts)) {
          const taken = reader.take(chunk);
          read.push(...taken.sentences);
          refusal = taken.refusal;
        }
        assert.deepEqual({ sentences: read, refusal }, whole);
        for (const words of read) assert.ok(words.every((text) => Buffer.byteLength(text) <= 3 * limits.wordOctets));
      }),
      { numRuns: 3_000 },
    );
  });
});
