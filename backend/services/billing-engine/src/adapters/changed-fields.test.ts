import assert from "node:assert/strict";
import { test } from "vitest";
import { fieldsBefore } from "#adapters/changed-fields";

test("only what is different now is told, as it was, in JSON", () => {
  const at = new Date("2026-01-05T08:00:00Z");
  const before = {
    postedCents: 5_000n,
    same: [1n],
    rates: new Map([
      ["a", 1n],
      ["b", 1n],
    ]),
    tags: new Set(["x"]),
    at,
  };
  const after = {
    postedCents: 7_500n,
    same: [1n],
    rates: new Map([
      ["a", 2n],
      ["b", 1n],
      ["c", 1n],
    ]),
    tags: new Set(["y"]),
    at: new Date(0),
  };
  const told = fieldsBefore(before, after);
  assert.equal(
    JSON.stringify(told),
    '{"postedCents":"5000","rates":[["a","1"]],"tags":["x"],"at":"2026-01-05T08:00:00.000Z"}',
  );
});

test("where nothing was, or nothing is different, there is nothing to tell", () => {
  for (const [before, after] of [
    [undefined, { a: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { a: 1 }],
  ])
    assert.equal(fieldsBefore(before, after), null);
});
