import assert from "node:assert/strict";
import { test } from "vitest";
import { randomOctets } from "#random";

test("random octets are not given out twice, however many are wanted", () => {
  const all = [...Array.from({ length: 1_000 }, () => randomOctets(16)), randomOctets(2_000), randomOctets(16)];
  const seen = new Set(all.map((octets) => Buffer.from(octets).toString("hex")));
  assert.equal(seen.size, all.length);
  assert.deepEqual(
    all.map(({ length }) => length).filter((length) => length !== 16),
    [2_000],
  );
});

test("each octet's value comes about equally often", () => {
  const counts = new Uint32Array(256);
  for (let i = 0; i < 16_000; i++) for (const octet of randomOctets(16)) counts[octet]!++;
  // 1,000 of each are expected; seven standard deviations are 221.
  for (const count of counts) assert.ok(count > 779 && count < 1_221, `${count}`);
});
