import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { test } from "vitest";
import { automaticQueries } from "#transport/graphql/persisted-queries";

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

test("what is remembered stays in its bounds, and what was used last is forgotten last", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 30 }), { maxLength: 40 }), (texts) => {
      const queries = automaticQueries({ most: 5, mostCharacters: 60 });
      for (const text of texts) queries.remember(hashOf(text), text);
      const held = [...new Set(texts)].filter((text) => queries.textOf({ sha256Hash: hashOf(text) }).ok);
      assert.ok(held.length <= 5);
      assert.ok(held.join("").length <= 60);
    }),
  );
  const queries = automaticQueries({ most: 2 });
  for (const text of ["a", "b"]) queries.remember(hashOf(text), text);
  queries.textOf({ sha256Hash: hashOf("a") });
  queries.remember(hashOf("c"), "c");
  assert.deepEqual(
    ["a", "b", "c"].map((text) => queries.textOf({ sha256Hash: hashOf(text) }).ok),
    [true, false, true],
  );
});
