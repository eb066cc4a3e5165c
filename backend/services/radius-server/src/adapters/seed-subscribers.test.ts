import assert from "node:assert/strict";
import { Code } from "@beacom/radius";
import { eventually } from "@beacom/testing";
import { test } from "vitest";
import { sealingWith } from "#adapters/sealing";
import { seedSubscribers } from "#adapters/seed-subscribers";
import { openRouter, openStage, sealingKey } from "#stage";

test("seeded subscribers log in, at a server that was running already", async () => {
  const stage = await openStage();
  const router = await openRouter({ secret: "testing123" });
  const nas = { address: "127.0.0.1", secret: "testing123", vendor: "wispr" };
  const seed = { subscribers: 12_000, usernamePrefix: "user", passwordPrefix: "pass", nas };
  await seedSubscribers(stage.sql!, sealingWith([sealingKey]), seed);
  await seedSubscribers(stage.sql!, sealingWith([sealingKey]), seed);
  await eventually(async () => {
    const reply = await router.login(stage.authPort, "user11999", "pass11999");
    assert.equal(reply?.code, Code.AccessAccept);
  });
  router.close();
  await stage.close();
});
