import assert from "node:assert/strict";
import { test } from "vitest";
import { dark, light } from "#colours";

/** WCAG 2.2: relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

for (const [name, scheme] of Object.entries({ light, dark })) {
  test(`every text can be read on every ground, in ${name}`, () => {
    for (const ground of [scheme.paper, scheme.sunken]) {
      for (const text of [scheme.ink, scheme.quiet, scheme.deep]) assert.ok(contrast(text, ground) >= 4.5);
    }
  });
}
