import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { enFirst, loadCatalogue } from "@beacom/i18n";
import { test } from "vitest";

const folder = import.meta.dirname;

/** What a file says of the form `#name`, `#parts/name` and `#screens/name`, unless it is only a type or comes later. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ""] of readFileSync(file, "utf8").matchAll(/^import (?!type)[^;]*?from "#([\w/-]+)";/gm)) {
    const found = [`${name}.tsx`, `${name}.ts`].map((path) => join(folder, path)).find((path) => existsSync(path));
    assert.ok(found, `${name} is imported and not there`);
    withImports(found, seen);
  }
  return seen;
}

test("the first load says nothing that it does not have the words for", async () => {
  const all = Object.keys(await loadCatalogue("en"));
  const files = withImports(join(folder, "main.tsx"));
  assert.ok(
    [...files].some((file) => file.endsWith("home.tsx")),
    "Home is in the first load",
  );
  const missing = [...files].flatMap((file) => {
    const text = readFileSync(file, "utf8");
    return all.filter((key) => text.includes(`"${key}"`) && !(key in enFirst)).map((key) => `${file}: ${key}`);
  });
  assert.deepEqual(missing, []);
});
