import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { profileNames } from "#commands/radius/import/profile-names";

const pattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;
const named = (...groups: string[]) => [...profileNames(groups).values()];

test("a name that can be used is kept, another one becomes one", () => {
  assert.deepEqual(named("gold", "Home 20 Mbit/s", "größe", "_x_"), ["gold", "home-20-mbit-s", "gro-e", "x_"]);
});

test("two that would be one are told apart, and who has the name already keeps it", () => {
  const [plain, capital, spaced] = named("gold", "Gold", "GOLD");
  assert.equal(plain, "gold");
  assert.match(capital!, /^gold-[0-9a-f]{6}$/);
  assert.notEqual(capital, spaced);
});

test("nobody's group becomes everybody's default", () => {
  assert.match(named("default")[0]!, /^default-[0-9a-f]{6}$/);
});

test("every name can be used, each is another, and its neighbours do not change it where it was its own", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 30 }), (groups) => {
      const names = profileNames(groups);
      for (const name of names.values()) assert.match(name, pattern);
      assert.equal(new Set(names.values()).size, groups.length);
      for (const [group, name] of profileNames(groups.toReversed())) assert.equal(names.get(group), name);
    }),
  );
});
