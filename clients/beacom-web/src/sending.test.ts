import assert from "node:assert/strict";
import { test } from "vitest";
import { looksLikePhone } from "#phone";
import { amountsOf, octetsFrom } from "#sending";

test("round amounts are offered that are there, and never all of it", () => {
  assert.deepEqual(amountsOf(3.2e9), [1e9, 2e9]);
  assert.deepEqual(amountsOf(1e9), [250e6, 500e6]);
  assert.deepEqual(amountsOf(60e6), []);
});

test("megabytes are read as a person writes them, up to what is left", () => {
  assert.equal(octetsFrom("500", 1e9), 500e6);
  assert.equal(octetsFrom("1 000", 1e9), 1e9);
  for (const wrong of ["", "0", "-5", "1.5", "1001", "1e2", "all"])
    assert.equal(octetsFrom(wrong, 1e9), undefined, wrong);
});

test("a number may be written as people do, and is no word", () => {
  for (const phone of ["082 123 4567", "+27 82 123 4567", "(082) 123-4567"]) assert.ok(looksLikePhone(phone), phone);
  for (const wrong of ["", "thandi", "12345", "082 123 4567 x"]) assert.ok(!looksLikePhone(wrong), wrong);
});
