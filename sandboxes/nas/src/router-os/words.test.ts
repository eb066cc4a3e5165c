import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { matches } from "#router-os/query";
import { cutSentences, sentence } from "#router-os/words";

const bytesOf = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** Written by hand from the description of the protocol: length, word, length, word, zero. */
const printed = bytesOf("11 2f7070702f6163746976652f7072696e74 0c 3f6e616d653d7468616e6469 06 2e7461673d31 00");

describe("the words of the API", () => {
  test("are read off the bytes of a print command", () => {
    assert.deepEqual(cutSentences(printed)?.sentences, [["/ppp/active/print", "?name=thandi", ".tag=1"]]);
  });

  test("are written as the bytes of a reply", () => {
    assert.equal(
      sentence("!re", "=.id=*1", ".tag=1").toString("hex"),
      bytesOf("03 217265 07 3d2e69643d2a31 06 2e7461673d31 00").toString("hex"),
    );
  });

  test.each([
    [0x7f, "7f"],
    [0x80, "8080"],
    [0x3fff, "bfff"],
    [0x4000, "c04000"],
    [0xf_ffff, "cfffff"],
  ])("of %i octets have the length octets %s", (length, octets) => {
    const whole = sentence("a".repeat(length));
    assert.equal(whole.subarray(0, octets.length / 2).toString("hex"), octets);
    assert.equal(cutSentences(whole)?.sentences[0]?.[0]?.length, length);
  });

  test("stay where they are until the sentence is whole", () => {
    for (let cut = 0; cut < printed.length; cut++) {
      assert.deepEqual(cutSentences(printed.subarray(0, cut)), { sentences: [], rest: printed.subarray(0, cut) });
    }
  });

  test("are refused where no length can be, and nothing at all makes it fail", () => {
    for (const wrong of ["f8", "f1", "ff", "efffffff", "f0ffffffff"])
      assert.equal(cutSentences(bytesOf(wrong)), undefined);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const cut = cutSentences(Buffer.from(bytes));
        assert.ok(cut === undefined || cut.rest.length <= bytes.length);
      }),
    );
  });
});

describe("a query", () => {
  const item = { ".id": "*1", name: "thandi", uptime: "9" };

  test.each<[string[], boolean]>([
    [[], true],
    [["?name=thandi"], true],
    [["?=name=thandi"], true],
    [["?name=sipho"], false],
    [["?name"], true],
    [["?comment"], false],
    [["?-comment"], true],
    [["?-name"], false],
    [["?>uptime=5"], true],
    [["?<uptime=5"], false],
    [["?name=sipho", "?name=thandi", "?#|"], true],
    [["?name=sipho", "?name=thandi"], false],
    [["?name=sipho", "?name=thandi", "?#&"], false],
    [["?name=sipho", "?#!"], true],
    [["?name=a", "?name=b", "?name=thandi", "?#||"], true],
  ])("of %j holds: %s", (queries, held) => {
    assert.equal(matches(item, queries), held);
  });
});
