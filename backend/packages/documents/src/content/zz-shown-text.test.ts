import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { shown, shownLines } from "#content/shown-text";

test("a text that could reorder its neighbours is shown without what does it", () => {
  assert.equal(shown("100\u202e001\u202c \u2066x\u2069"), "100001 x");
});

test("line breaks, controls and blanks become single spaces, or nothing", () => {
  assert.equal(shown("  a\r\nb\u2028c\u0000d\u00ade  "), "a b cde");
});

test("joined emoji and scripts that need joiners keep them", () => {
  assert.equal(shown("👩‍👩‍👧‍👦 می‌خواهم"), "👩‍👩‍👧‍👦 می‌خواهم");
});

test("letters are composed, and the old Afrikaans letter is written as two", () => {
  assert.equal(shown("Moreleta n\u0303 ŉ huis"), "Moreleta ñ ’n huis");
});

test("a long text is cut between letters and says that it was", () => {
  assert.equal(shown("x".repeat(200), 10), "xxxxxxxxx…");
  assert.equal(shown("🇿🇦🇿🇦🇿🇦", 10), "🇿🇦🇿🇦…");
});

test("any text becomes one line of at most so many letters, and stays as it is when shown again", () => {
  const any = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 400 }));
  fc.assert(
    fc.property(any, fc.integer({ min: 2, max: 300 }), (text, most) => {
      const once = shown(text, most);
      assert.ok(once.length <= most && once.isWellFormed());
      assert.ok(!/[\p{Cc}\p{Zl}\p{Zp}]|^\s|\s$|\s\s/u.test(once));
      assert.equal(shown(once, most), once);
    }),
    { numRuns: 40_000 },
  );
});

test("lines that no room is left for run on in the last one", () => {
  assert.deepEqual(shownLines(["a", " ", "b", "c", "d"], 3), ["a", "b", "c, d"]);
});
