import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "vitest";
import type { Residue } from "#testing/abort-many";

test("2,000 conversations that end anywhere leave nothing behind", async () => {
  const program = join(import.meta.dirname, "testing", "abort-many.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    program,
    "2000",
  ]);
  const { before, after }: { before: Residue; after: Residue } = JSON.parse(stdout);
  assert.equal(after.sockets, before.sockets);
  assert.equal(after.streams, before.streams);
  assert.equal(after.resources, before.resources);
  assert.ok(
    after.heapOctets - before.heapOctets < 2_000_000,
    `heap grew from ${before.heapOctets} to ${after.heapOctets}`,
  );
}, 180_000);
