import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { encodeRequest, secretOf } from "@beacom/radius";
import { openLog, openMetrics } from "@beacom/runtime";
import { eventually } from "@beacom/testing";
import { test } from "vitest";
import { shippedPolicy } from "#application/local-view";
import { openNasTable } from "#application/nas-table";
import { admit, type Received } from "#transport/admit";
import { rememberDuplicates } from "#transport/duplicates";
import { radiusMetrics } from "#transport/radius-metrics";
import { listenForRadius } from "#transport/radius-socket";

const log = openLog({ level: "silent" });

test("a packet from port 0, to which nobody can answer, is dropped for that reason before its answer is made", () => {
  const nowMs = (): number => 0;
  const dropped: string[] = [];
  const metrics = {
    ...radiusMetrics({ metrics: openMetrics(), log, nowMs }),
    dropped: (_: string, reason: string): void => void dropped.push(reason),
  };
  const deps = {
    view: { nasTable: openNasTable(), policy: () => shippedPolicy },
    duplicates: rememberDuplicates({ ageMs: 1, mostPorts: 1, nowMs }),
    metrics,
    elapsedMs: nowMs,
  };
  const bytes = encodeRequest({ code: 4, identifier: 1, attributes: [], secret: secretOf("of-a-router") });
  const received = { bytes, address: "127.0.0.1", port: 0, send: () => assert.fail("answered") };
  assert.equal(admit(deps, "accounting", 4, received), undefined);
  assert.deepEqual(dropped, ["source-port-0"]);
});

test("an answer that is ready after its door was closed goes nowhere, and does no harm", async () => {
  let received: Received | undefined;
  const door = await listenForRadius({
    address: "127.0.0.1",
    port: 0,
    log,
    receive: (packet) => void (received = packet),
  });
  const router = createSocket("udp4");
  router.send("anything", door.port, "127.0.0.1");
  await eventually(() => assert.ok(received));
  await door.close();
  assert.doesNotThrow(() => received!.send(new Uint8Array(20)));
  router.close();
});
