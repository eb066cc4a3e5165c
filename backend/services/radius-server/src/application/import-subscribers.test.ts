import assert from "node:assert/strict";
import { test } from "vitest";
import { type ImportedSubscriber, importSubscribersWith, type KnownRow } from "#application/import-subscribers";
import { shippedPolicy } from "#application/local-view";

function imports() {
  const stored = new Map<string, KnownRow>();
  const run = importSubscribersWith({
    store: {
      having: async (names) => new Map([...stored].filter(([name]) => names.includes(name))),
      async ownersOf(addresses) {
        const all = [...stored.values()].flatMap(({ customerId, personal: { address = "" } }) => [
          [address, customerId] as const,
        ]);
        return new Map(all.filter(([address]) => addresses.includes(address)));
      },
      async write(rows) {
        for (const row of rows) stored.set(row.username, { ...row, billed: false });
      },
    },
    policy: () => shippedPolicy,
    random: (octets) => new Uint8Array(octets).fill(7),
    clock: () => new Date("2026-11-27T10:00:00Z"),
  });
  return { stored, run };
}

const one = (more: Partial<ImportedSubscriber> = {}): ImportedSubscriber => ({
  username: "thandi",
  password: "{clear}umbrella",
  profile: "",
  personal: {},
  downBitsPerSecond: 10_000_000n,
  upBitsPerSecond: 2_000_000n,
  ...more,
});

test("a second run with the same subscribers writes nothing, and a third only what has changed there", async () => {
  const { stored, run } = imports();
  assert.deepEqual(
    (await run([one()], false)).map(({ outcome }) => outcome),
    ["added"],
  );
  const { customerId, password, passwordForm } = stored.get("thandi")!;
  assert.deepEqual([password, passwordForm], ["umbrella", "cleartext"]);
  assert.deepEqual(
    (await run([one()], false)).map(({ outcome }) => outcome),
    ["unchanged"],
  );
  const changed = await run([one({ personal: { address: "100.64.0.9" } })], false);
  assert.deepEqual(changed, [{ username: "thandi", outcome: "changed", why: "", customerId }]);
});

test("a dry run says the same and writes nothing", async () => {
  const { stored, run } = imports();
  assert.deepEqual(
    (await run([one()], true)).map(({ outcome }) => outcome),
    ["added"],
  );
  assert.equal(stored.size, 0);
});

test("a hashed password stays one, and one that is missing is made once", async () => {
  const { stored, run } = imports();
  const hashed = one({ username: "hashed", password: "{nt}8846f7eaee8fb117ad06bdd830b7586c" });
  await run([hashed, one({ username: "without", password: "" })], false);
  assert.equal(stored.get("hashed")?.passwordForm, "stored");
  const made = stored.get("without")?.password;
  assert.match(made ?? "", /^[2-9a-hjkmnp-z-]{19}$/);
  assert.equal((await run([one({ username: "without", password: "" })], false))[0]?.outcome, "unchanged");
});

test("what cannot be taken over is refused with a sentence, and the rest goes on", async () => {
  const { stored, run } = imports();
  const outcomes = await run(
    [
      one({ username: "" }),
      one({ username: "a", profile: "platinum" }),
      one({ username: "b", password: "no notation at all" }),
      one({ username: "c", personal: { address: "nowhere" } }),
      one({ username: "d" }),
      one({ username: "d" }),
    ],
    false,
  );
  assert.deepEqual(
    outcomes.map(({ outcome, why }) => `${outcome} ${why}`.trim()),
    [
      "refused not a username that a router can send",
      "refused no profile is called platinum",
      "refused its password is in no form that is known here",
      "refused address: an IPv4 address is written 100.64.0.7",
      "added",
      "refused twice in the same import",
    ],
  );
  assert.deepEqual([...stored.keys()], ["d"]);
});

test("a fixed address is one subscriber's: whoever comes later is refused, and nobody else with them", async () => {
  const { stored, run } = imports();
  const at = (username: string, address: string) => one({ username, personal: { address } });
  const first = await run([at("a", "100.64.0.7"), at("b", "100.64.0.7"), at("c", "100.64.0.8")], false);
  assert.deepEqual(
    first.map(({ outcome, why }) => `${outcome} ${why}`.trim()),
    ["added", "refused 100.64.0.7 is another subscriber's", "added"],
  );
  const again = await run([at("a", "100.64.0.7"), at("d", "100.64.0.8")], false);
  assert.deepEqual(
    again.map(({ outcome }) => outcome),
    ["unchanged", "refused"],
  );
  assert.deepEqual([...stored.keys()], ["a", "c"]);
});

test("once billing has said how fast somebody is, another speed there changes nothing", async () => {
  const { stored, run } = imports();
  await run([one()], false);
  stored.set("thandi", { ...stored.get("thandi")!, downBitsPerSecond: 1n, billed: true });
  assert.equal((await run([one()], false))[0]?.outcome, "unchanged");
});
