import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { test } from "vitest";
import { drawImport } from "#commands/radius/import/draw-import";
import { progressInWords } from "#commands/radius/import/import-subscribers";
import { type Line, openTally } from "#commands/radius/import/tally";

test("what was refused or not understood is counted by its sentence, the most frequent first, with examples", () => {
  const lines: Line[] = [];
  const tally = openTally((line) => void lines.push(line));
  tally.outcome("subscribers", "a", "added");
  tally.outcome("subscribers", "b", "refused", "its password is in no form that is known here");
  const note = { attribute: "Max-Daily-Session", op: ":=", value: "3600", why: "Not counted here." };
  for (const name of ["a", "b", "c", "d"]) tally.notes("subscribers", name, [note]);
  tally.notes("profiles", "group gold", [{ why: "Something else." }]);
  assert.deepEqual(tally.counts("subscribers"), { added: 1, changed: 0, unchanged: 0, refused: 1 });
  assert.deepEqual(tally.notUnderstood(), [
    {
      why: "Not counted here.",
      count: 4,
      examples: ["a", "b", "c"].map((name) => `${name}: Max-Daily-Session := 3600`),
    },
    { why: "Something else.", count: 1, examples: ["group gold"] },
  ]);
  assert.equal(lines.length, 6);
  const drawn = stripVTControlCharacters(drawImport(tally, ["profiles", "subscribers"], { dryRun: false }));
  assert.match(drawn, /subscribers +1 +0 +0 +1\n/);
  assert.match(drawn, /Refused\n +1 {2}its password .*\n +b\n\nNot taken over as it was\n +4 {2}Not counted here\.\n/);
});

test("sentences without end are counted together", () => {
  const tally = openTally();
  for (let n = 0; n < 2_000; n++) tally.outcome("routers", `r${n}`, "refused", `reason ${n}`);
  assert.equal(tally.refused().length, 501);
  assert.equal(tally.refused()[0]?.count, 1_500);
});

test("progress says how many, how fast and how long still", () => {
  assert.equal(progressInWords(5_000, 20_000, 2), "subscribers: 5,000 of 20,000, 2,500 a second, 6 s left");
  assert.equal(progressInWords(10, 10, 1), "subscribers: 10 of 10, 10 a second");
  assert.equal(progressInWords(0, 0, 0), "subscribers: 0 of 0, 0 a second");
});
