import assert from "node:assert/strict";
import { test } from "vitest";
import { drawColumns } from "#console/columns";

test("columns are as wide as their widest cell, numbers stand at the right, and nothing is a dash", () => {
  const drawn = drawColumns(
    [{ title: "user" }, { title: "down", align: "right" }, { title: "why" }],
    [
      ["thandi", "3.2 GB", ""],
      ["bo", "12 B", "stale"],
    ],
  );
  assert.deepEqual(drawn.split("\n"), ["user      down  why", "thandi  3.2 GB  -", "bo        12 B  stale"]);
});

test("without rows the titles are left", () => assert.equal(drawColumns([{ title: "user" }], []), "user"));
