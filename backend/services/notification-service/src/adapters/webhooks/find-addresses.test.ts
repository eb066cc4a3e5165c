import assert from "node:assert/strict";
import { test } from "vitest";
import { findAddressesWith } from "#adapters/webhooks/find-addresses";

const thisMachine = [
  { bits: 32 as const, value: 0x7f00_0000n, prefix: 8 },
  { bits: 128 as const, value: 1n, prefix: 128 },
];

test("a name that only the system knows is found where own networks are allowed, and leads nowhere where they are not", async () => {
  const own = await findAddressesWith({ ownNetworks: thisMachine })(new URL("http://localhost/"));
  assert.ok(own.ok && own.value.every(({ address }) => ["127.0.0.1", "::1"].includes(address)));
  const outside = await findAddressesWith({ ownNetworks: [] })(new URL("https://localhost/"));
  assert.ok(!outside.ok);
});

test("an address in a URL is checked as it stands, without asking anybody", async () => {
  const lookup = () => Promise.reject(new Error("asked"));
  const find = findAddressesWith({ ownNetworks: [], lookup });
  assert.deepEqual(await find(new URL("https://1.1.1.1/")), { ok: true, value: [{ address: "1.1.1.1", family: 4 }] });
  assert.deepEqual(await find(new URL("https://[2606:4700::1111]/")), {
    ok: true,
    value: [{ address: "2606:4700::1111", family: 6 }],
  });
  assert.ok(!(await find(new URL("https://0x7f.1/"))).ok);
});
