import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, test } from "vitest";
import { ok, refuse } from "@beacom/result";
import { safeSvg } from "#domain/settings-svg";

const svg = (inside: string, attributes = "") => `<svg xmlns="http://www.w3.org/2000/svg"${attributes}>${inside}</svg>`;
const because = (text: string) => {
  const answer = safeSvg(text);
  return answer.ok ? undefined : answer.error.because;
};

test("a drawing of shapes, gradients and words is kept as it is", () => {
  const drawing = svg(
    '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>' +
      '<g style="fill:url(#a)"><path d="M0 0h10v10z" transform="translate(1 2)"/><use href="#b"/></g><text x="1">Karoo &amp; Net</text>',
    ' viewBox="0 0 10 10"',
  );
  assert.deepEqual(safeSvg(drawing), ok(drawing));
});

test("the declaration and comments are left out", () => {
  const drawing = svg("<path d='M0 0'/>");
  assert.deepEqual(safeSvg(`\uFEFF<?xml version="1.0"?>\n<!-- by a program -->${drawing}\n`), ok(drawing));
});

describe("refused is", () => {
  test.each([
    ["a script", svg("<script>alert(1)</script>"), "element script"],
    ["a script in another case of letters", svg("<SCRIPT/>"), "element SCRIPT"],
    ["a document of another kind inside", svg("<foreignObject/>"), "element foreignObject"],
    ["a picture from elsewhere", svg('<image href="https://x.test/a.png"/>'), "element image"],
    [
      "an animation, which can set a reference later",
      svg('<set attributeName="href" to="javascript:1"/>'),
      "element set",
    ],
    ["a link", svg('<a href="javascript:alert(1)"/>'), "element a"],
    ["a sheet of styles", svg("<style>@import 'https://x.test'</style>"), "element style"],
    ["a handler", svg("", ' onload="alert(1)"'), "attribute onload"],
    ["a handler after a line break", svg("", '\nonload="alert(1)"'), "attribute onload"],
    ["a drawing from elsewhere", svg('<use href="https://x.test/a.svg#b"/>'), "reference-elsewhere"],
    ["data in a reference", svg('<use xlink:href="data:image/svg+xml,x"/>'), "reference-elsewhere"],
    ["a fill from elsewhere", svg('<path fill="url(https://x.test#a)"/>'), "reference-elsewhere"],
    ["a style from elsewhere", svg('<path style="fill:URL( //x.test )"/>'), "reference-elsewhere"],
    ["a style that hides a word", svg('<path style="fill:u\\72l(//x.test)"/>'), "style-not-plain"],
    ["a style with a comment in a word", svg('<path style="fill:ur/**/l(//x.test)"/>'), "style-not-plain"],
    ["a function that is not known", svg('<path style="width:expression(alert(1))"/>'), "function expression"],
    ["a picture set", svg("<path style=\"fill:image-set('//x.test')\"/>"), "function image-set"],
    ["a doctype", `<!DOCTYPE svg [<!ENTITY x "y">]>${svg("")}`, "markup"],
    ["an entity", svg("<text>&x;</text>"), "text-not-plain"],
    ["a letter spelled by its number", svg('<path style="fill:&#117;rl(//x.test)"/>'), "text-not-plain"],
    ["a section of raw data", svg("<text><![CDATA[<script/>]]></text>"), "markup"],
    ["an instruction", svg('<?xml-stylesheet href="//x.test"?>'), "markup"],
    ["another namespace", '<svg xmlns="http://www.w3.org/1999/xhtml"/>', "attribute xmlns"],
    ["an attribute twice", svg('<path d="M0" d="M1"/>'), "twice d"],
    ["what is not closed", '<svg xmlns="http://www.w3.org/2000/svg"><g>', "not-closed"],
    ["what is not nested", "<svg><g></svg></g>", "not-nested"],
    ["a second drawing", "<svg/><svg/>", "not-one-svg"],
    ["text around it", "<svg/>hello", "text-outside"],
    ["nothing", "", "not-one-svg"],
    ["a page", "<html/>", "element html"],
    ["a comment without an end", "<svg/><!-- ", "comment-not-closed"],
    ["an attribute without quotes", svg("<path d=M0/>"), "markup"],
    ["a control character", svg("<text>\u0000</text>"), "text-not-plain"],
  ])("%s", (_, text, word) => assert.deepEqual(safeSvg(text), refuse({ kind: "svg-not-safe", because: word })));
});

test("what is kept is kept again, and has neither markup that is not known nor an address", () => {
  const pieces = fc.constantFrom(
    "<svg>",
    "</svg>",
    "<svg/>",
    "<g>",
    "</g>",
    "<script>",
    " onload='x'",
    "<!--",
    "-->",
    "&",
    "url(",
    ")",
    "<",
    ">",
    "href='#a'",
    "<use href='//x'/>",
    '"',
    "'",
    "text",
    " ",
    "<path d='M0'/>",
    "javascript:",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const answer = safeSvg(`<svg>${parts.join("")}</svg>`);
      if (!answer.ok) return;
      assert.deepEqual(safeSvg(answer.value), answer);
      assert.doesNotMatch(answer.value, /<(?:script|!|\?)|<[^>]*(?:\bonload|\/\/x)/);
    }),
    { numRuns: 2_000 },
  );
});

test("any text at all is answered", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
      (text) => void because(text),
    ),
  );
});
