import assert from "node:assert/strict";
import { currencies } from "@beacom/money";
import { test } from "vitest";
import { drawable, fontOf, runsOf, subsets, weights } from "#pdf/typeface";
import { coverageOf } from "#pdf/font-coverage";
import { openTypeOf } from "#pdf/woff";
import { afrikaans } from "#words/afrikaans";
import { english } from "#words/english";

const letters = {
  afrikaans: "áéêëèíîïóôöúûü ÁÉÊËÈÍÎÏÓÔÖÚÛÜ ’n",
  "northern sotho": "ê ô š Ê Ô Š",
  setswana: "ê ô š Ê Ô Š",
  venda: "ḓ ḽ ṅ ṋ ṱ Ḓ Ḽ Ṅ Ṋ Ṱ",
  "isiZulu, isiXhosa, isiNdebele, siSwati, Sesotho, Xitsonga": "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  "click letters": "ǀ ǁ ǂ ǃ",
  "west africa": "ẹ ọ ṣ Ẹ Ọ Ṣ ƙ ɗ ɓ ŋ ɛ ɔ",
};

for (const [language, text] of Object.entries(letters)) {
  test(`the typeface has the letters of ${language}`, () => assert.equal(drawable(text), text));
}

test("the typeface has the sign of every currency", () => {
  for (const { symbol } of Object.values(currencies)) assert.equal(drawable(symbol), symbol);
});

test("the typeface has every letter that documents say of their own accord", () => {
  for (const words of [english, afrikaans]) {
    for (const word of Object.values(words)
      .flat()
      .filter((value) => typeof value === "string")) {
      assert.equal(drawable(word), word);
    }
  }
});

test("every weight has the same letters, so that what can be drawn plain can be drawn strong", () => {
  for (const subset of subsets) {
    const [regular, strong] = weights.map((weight) => coverageOf(fontOf(weight, subset)));
    assert.deepEqual(strong, regular);
  }
});

test("a text is drawn in as few runs as its letters allow", () => {
  assert.deepEqual(runsOf("R5"), [{ subset: "latin", text: "R5" }]);
  assert.deepEqual(runsOf("₦5,000.00"), [
    { subset: "latin-ext", text: "₦" },
    { subset: "latin", text: "5,000.00" },
  ]);
});

test("a letter of several code points is one letter, also where the typeface lacks it", () => {
  assert.equal(drawable("👩‍👩‍👧‍👦 and 🇿🇦"), "? and ?");
});

test("what is no WOFF font is refused", () => {
  assert.throws(() => openTypeOf(Buffer.from("wOF2 and so on, which the PDF writer does not survive")), /WOFF 1.0/);
});
