import assert from "node:assert/strict";
import { ConsentChangedSchema, PrivacyService } from "@beacom/proto/identity/v1/privacy";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { privacyStage } from "#testing/privacy-stage";
import { refused } from "#testing/stage";

let stage: Awaited<ReturnType<typeof privacyStage>>;
beforeAll(async () => {
  stage = await privacyStage();
});
afterAll(() => stage?.close());

const privacy = () => stage.app.peers.client(PrivacyService);
const yes = { channel: "sms", granted: true, how: "portal", wording: "2026-11", language: "zu" };

test("marketing may be sent from the moment somebody agrees until the moment they withdraw, by that channel", async () => {
  const { customerId, own } = await stage.customer();
  const ask = (channel: string, marketing = true) => privacy().maySend({ customerId, channel, marketing });
  assert.equal((await ask("sms")).because, "never-consented");
  assert.equal((await ask("sms", false)).allowed, true);
  await privacy().sayConsent({ customerId, ...yes }, own);
  await privacy().sayConsent({ customerId, ...yes }, own);
  assert.equal((await ask("sms")).allowed, true);
  assert.equal((await ask("email")).allowed, false);
  const said = await privacy().sayConsent({ customerId, channel: "sms", granted: false, how: "message" });
  assert.equal((await ask("sms")).because, "withdrawn");
  assert.deepEqual(
    said.history.map(({ granted, byWhom, wording, language }) => ({ granted, byWhom, wording, language })),
    [
      { granted: false, byWhom: "beacom", wording: "", language: "" },
      { granted: true, byWhom: "customer", wording: "2026-11", language: "zu" },
    ],
  );
  const told = await stage.told(customerId, ConsentChangedSchema);
  assert.deepEqual(
    told.map((event) => "granted" in event && event.granted),
    [true, false],
  );
});

test("staff pass on a word with a note, on record, and nobody speaks for another customer", async () => {
  const { customerId } = await stage.customer();
  const other = await stage.customer();
  await refused(privacy().sayConsent({ customerId, ...yes }, other.own), "not-yours", Code.PermissionDenied);
  await refused(privacy().getConsents({ customerId }, other.own), "not-yours");
  await refused(privacy().sayConsent({ customerId, ...yes }), "consent-is-the-customers", Code.PermissionDenied);
  const onPaper = { ...yes, how: "paper" };
  await refused(privacy().sayConsent({ customerId, ...onPaper }, stage.asStaff()), "note-missing");
  const { consents } = await privacy().sayConsent({ customerId, ...onPaper, note: "form 12" }, stage.asStaff());
  assert.equal(consents.find(({ channel }) => channel === "sms")?.granted, true);
  assert.deepEqual(
    (await stage.acts(customerId)).map(({ action, reason }) => [action, reason]),
    [["consent.granted", "form 12"]],
  );
  await refused(privacy().maySend({ customerId: "cus_nobody", channel: "sms" }), "customer-unknown", Code.NotFound);
});
