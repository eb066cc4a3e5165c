import assert from "node:assert/strict";
import { testDatabase } from "@beacom/testing";
import fc from "fast-check";
import { test } from "vitest";
import { arrayLiteral } from "#array-literal";

test("arrays of text, numbers, truths, instants and nothing arrive as they were", async () => {
  const database = await testDatabase({ schema: "sample", migrations: [] });
  const text = fc.oneof(
    fc.string({ unit: "binary" }).filter((some) => !some.includes("\0") && some.isWellFormed()),
    fc.constantFrom("", "NULL", "null", '"', "\\", '\\"', "{}", "{,}", "a,b", " a ", "\n", "'"),
  );
  const instant = fc.date({
    min: new Date("1000-01-01T00:00:00Z"),
    max: new Date("9999-01-01T00:00:00Z"),
    noInvalidDate: true,
  });
  const row = fc.record(
    {
      name: fc.option(text),
      count: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
      small: fc.integer(),
      good: fc.boolean(),
      at: fc.option(instant),
    },
    { noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
      const stored = await database.sql`
        select * from unnest(
          ${arrayLiteral(rows.map(({ name }) => name))}::text[],
          ${arrayLiteral(rows.map(({ count }) => count))}::bigint[],
          ${arrayLiteral(rows.map(({ small }) => small))}::integer[],
          ${arrayLiteral(rows.map(({ good }) => good))}::boolean[],
          ${arrayLiteral(rows.map(({ at }) => at))}::timestamptz[]) as row (name, count, small, good, at)`;
      assert.deepEqual(
        stored.map((each) => ({ ...each })),
        rows,
      );
    }),
    { numRuns: 60 },
  );
  await database.close();
});
