import assert from "node:assert/strict";
import { test } from "vitest";
import { catalogue } from "#catalogue";
import { peerVariable, readPlacement, servicesIn } from "#placement";

test("without a word every service is here, in the catalogue's order", () => {
  assert.deepEqual(servicesIn({}), Object.keys(catalogue));
  assert.deepEqual(servicesIn({ BEACOM_SERVICES: "api-gateway, identity" }), ["identity", "api-gateway"]);
});

test("a service that does not exist is refused with the names of those that do", () => {
  assert.throws(() => servicesIn({ BEACOM_SERVICES: "identity,biling" }), /no such service: biling.*billing-engine/);
});

test("what is elsewhere is found by its variable, and a service here does not call itself elsewhere", async () => {
  assert.equal(peerVariable("billing-engine"), "BEACOM_PEER_BILLING_ENGINE");
  const { here, elsewhere } = await readPlacement({
    BEACOM_SERVICES: "identity",
    BEACOM_PEER_IDENTITY: "https://127.0.0.1:1",
    BEACOM_PEER_PAYMENTS: "https://127.0.0.1:2",
  });
  assert.deepEqual(
    here.map((module) => module.name),
    ["identity"],
  );
  assert.deepEqual(elsewhere, {
    "beacom.payments.v1.PaymentsService": "https://127.0.0.1:2",
    "beacom.payments.v1.PaymentsEvents": "https://127.0.0.1:2",
  });
  await assert.rejects(
    readPlacement({ BEACOM_SERVICES: "identity", BEACOM_PEER_PAYMENTS: "somewhere" }),
    /BEACOM_PEER_PAYMENTS/,
  );
});
