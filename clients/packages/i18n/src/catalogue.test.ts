import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { en } from "#catalogue/en";
import { languages, loadCatalogue } from "#language";
import { type MessageKey, placeholdersIn } from "#message";

const keys = Object.keys(en) as MessageKey[];
/** Words that are the same in two languages, and are meant to be. */
const shared = new Set(["register.name", "signIn.password", "me.title", "topUp.plan", "topUp.part", "send.data"]);

describe.each(languages.filter(({ code }) => code !== "en"))("in $name", ({ code }) => {
  test("every message is there, and none is left in English", async () => {
    const catalogue = await loadCatalogue(code);
    assert.deepEqual(Object.keys(catalogue).toSorted(), keys.toSorted());
    const untranslated = keys.filter((key) => catalogue[key] === en[key] && !shared.has(key));
    assert.deepEqual(untranslated, []);
  });

  test("every message has the places of the English one, once each", async () => {
    const catalogue = await loadCatalogue(code);
    for (const key of keys)
      assert.deepEqual(placeholdersIn(catalogue[key]).toSorted(), placeholdersIn(en[key]).toSorted(), key);
  });

  test("no message shouts", async () => {
    const catalogue = await loadCatalogue(code);
    assert.deepEqual(
      keys.filter((key) => catalogue[key].includes("!")),
      [],
    );
  });
});

test("the screens' own words neither shout nor apologise with a noise", () => {
  assert.deepEqual(
    keys.filter((key) => /!|oops|please wait/i.test(en[key])),
    [],
  );
});
