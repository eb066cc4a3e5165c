import assert from "node:assert/strict";
import { eventually } from "@beacom/testing";
import { test } from "vitest";
import { followView } from "#application/follow-view";
import { openLocalView, type Policy, shippedPolicy } from "#application/local-view";

test("a policy that was written is known, although an older reading of it takes longer", async () => {
  const older: Policy = { ...shippedPolicy, profiles: new Map() };
  const newer: Policy = { ...shippedPolicy };
  let stored = older;
  let held: Promise<void> | undefined;
  let reads = 0;
  const view = openLocalView({ open: () => "" });
  const follower = await followView({
    view,
    rows: {
      batchRows: 10,
      readBatch: async () => [],
      read: async () => [],
      find: async () => undefined,
      now: async () => new Date(0),
      readChangedSince: async () => [],
      async readPolicy() {
        reads++;
        const found = stored;
        await held;
        return found;
      },
      readNas: async () => [],
    },
    everyMs: 60_000,
    pause: async () => undefined,
    failed: (error) => assert.fail(String(error)),
    recovered: () => undefined,
    policyChanged: () => undefined,
  });
  await follower.whole;
  await eventually(() => assert.equal(reads, 2));

  const slow = Promise.withResolvers<void>();
  held = slow.promise;
  follower.changed({ kind: "policy" });
  await eventually(() => assert.equal(reads, 3));
  stored = newer;
  held = undefined;
  const known = follower.readAgain();
  slow.resolve();
  await known;
  assert.equal(view.policy(), newer);
  await new Promise((next) => void setImmediate(next));
  assert.equal(view.policy(), newer);
  follower.close();
});
