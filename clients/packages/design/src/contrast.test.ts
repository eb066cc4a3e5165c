import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "vitest";
import { contrast } from "#contrast";
import { pairs, themeCss, tokens } from "#tokens";

test("black on white has a contrast of 21, white on white of 1", () => {
  assert.equal(Math.round(contrast([0, 0, 0], [1, 0, 0])), 21);
  assert.equal(contrast([1, 0, 0], [1, 0, 0]), 1);
});

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  test.each(pairs)("$front on $back reaches $atLeast:1", ({ front, back, atLeast }) => {
    const ratio = contrast(tokens[front][theme], tokens[back][theme]);
    assert.ok(ratio >= atLeast, `${front} on ${back}: ${ratio.toFixed(2)}`);
  });
});

test("the stylesheet is the one that the tokens write", () => {
  assert.equal(
    readFileSync(new URL("./tokens.css", import.meta.url), "utf8").replace(/\s/g, ""),
    themeCss().replace(/\s/g, ""),
  );
});
