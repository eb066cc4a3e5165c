import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { RicaService, RicaStandingChangedSchema, RicaEvidenceDestroyedSchema } from "@beacom/proto/identity/v1/rica";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { sweepRicaWith } from "#application/rica/keep";
import { privacyStage } from "#testing/privacy-stage";
import { refused } from "#testing/stage";

let stage: Awaited<ReturnType<typeof privacyStage>>;
beforeAll(async () => {
  stage = await privacyStage();
});
afterAll(() => stage?.close());

const rica = () => stage.app.peers.client(RicaService);
const pdf = (words = "a paper") => new TextEncoder().encode(`%PDF-1.7\n${words}\n%%EOF\n`);
const details = (customerId: string) => ({
  customerId,
  details: {
    customerKind: "person",
    serviceKind: "fixed",
    fullNames: "Thandi Nkosi",
    dateOfBirth: "1980-01-01",
    identity: { case: "identityNumber" as const, value: "8001015009087" },
    address: "12 Long Street, Cape Town",
  },
});
const sweepAt = (at: Date, keys?: readonly Uint8Array[]) =>
  sweepRicaWith({ inTransaction: stage.inTransaction(keys), clock: () => at })();

async function shown() {
  const customer = await stage.customer();
  const { customerId, own } = customer;
  const identity = await rica().addEvidence({ customerId, kind: "identity-document", content: pdf("a face") }, own);
  await rica().addEvidence({ customerId, kind: "proof-of-address", content: pdf("a street") }, own);
  return { ...customer, evidenceId: identity.evidenceId };
}

async function verified() {
  const customer = await shown();
  const { customerId, own } = customer;
  await rica().submit(details(customerId), own);
  await rica().beginReview({ customerId }, stage.asStaff());
  await rica().verify({ customerId, basis: "document against form" }, stage.asStaff());
  return customer;
}

test("a customer shows papers, staff look at them, and the line may be activated", async () => {
  const { customerId, own } = await stage.customer();
  const begin = await rica().getStanding({ customerId }, own);
  assert.equal(begin.state, "not-started");
  assert.deepEqual(begin.servicesAllowed, ["hotspot"]);
  await refused(rica().submit(details(customerId), own), "evidence-missing", Code.FailedPrecondition);
  const { evidenceId } = await rica().addEvidence({ customerId, kind: "identity-document", content: pdf() }, own);
  await rica().addEvidence({ customerId, kind: "proof-of-address", content: pdf() }, own);
  assert.equal((await rica().submit(details(customerId), own)).state, "submitted");
  await refused(rica().addEvidence({ customerId, kind: "passport", content: pdf() }, own), "submitted-already");

  const staff = stage.asStaff();
  assert.ok((await rica().listWaiting({}, staff)).waiting.some((waits) => waits.customerId === customerId));
  const review = await rica().beginReview({ customerId }, staff);
  assert.equal(review.details?.fullNames, "Thandi Nkosi");
  assert.equal(review.standing?.evidence.length, 2);
  await refused(rica().openEvidence({ customerId, evidenceId, reason: " " }, staff), "reason-missing");
  const opened = await rica().openEvidence({ customerId, evidenceId, reason: "review" }, staff);
  assert.deepEqual(Buffer.from(opened.content), Buffer.from(pdf()));
  assert.equal(opened.evidence?.mediaType, "application/pdf");
  const done = await rica().verify({ customerId, basis: "document against form" }, staff);
  assert.equal(done.state, "verified");
  assert.equal(done.reviewer, stage.staffId);
  assert.deepEqual(done.servicesAllowed, ["hotspot", "fixed", "sim"]);

  const acts = await stage.acts(customerId);
  assert.deepEqual(
    acts.map(({ action, reason }) => [action, reason]),
    [
      ["rica.review-begun", ""],
      ["rica.evidence-opened", "review"],
      ["rica.verified", "document against form"],
    ],
  );
  const states = (await stage.told(customerId, RicaStandingChangedSchema)).map((told) => "state" in told && told.state);
  assert.deepEqual(states, ["submitted", "in-review", "verified"]);
  const mine = await rica().getStanding({ customerId }, own);
  assert.equal(mine.reviewer, "");
  assert.deepEqual(mine.history, []);
});

test("whoever was rejected reads why and may submit again", async () => {
  const { customerId, own } = await shown();
  await rica().submit(details(customerId), own);
  await rica().beginReview({ customerId }, stage.asStaff());
  await rica().reject({ customerId, reason: "the picture cannot be read" }, stage.asStaff());
  const rejected = await rica().getStanding({ customerId }, own);
  assert.equal(rejected.reason, "the picture cannot be read");
  assert.deepEqual(rejected.servicesAllowed, ["hotspot"]);
  await rica().addEvidence({ customerId, kind: "identity-document", content: pdf("sharper") }, own);
  assert.equal((await rica().submit(details(customerId), own)).state, "submitted");
});

test("papers are nobody else's business", async () => {
  const { customerId, own, evidenceId } = await shown();
  const other = await stage.customer();
  await refused(rica().getStanding({ customerId }, other.own), "not-yours", Code.PermissionDenied);
  await refused(rica().addEvidence({ customerId, kind: "passport", content: pdf() }, other.own), "not-yours");
  await refused(rica().openEvidence({ customerId, evidenceId, reason: "mine" }, own), "caller-not-allowed");
  await refused(
    rica().openEvidence({ customerId: other.customerId, evidenceId, reason: "review" }, stage.asStaff()),
    "evidence-unknown",
    Code.NotFound,
  );
  const script = new TextEncoder().encode("<svg onload=alert(1)>");
  await refused(rica().addEvidence({ customerId, kind: "passport", content: script }, own), "evidence-type-unknown");
});

test("nothing of a paper or a form is in the clear in the database, nor opens in another row", async () => {
  const { evidenceId } = await verified();
  const [row] = await stage.sql<{ sealed: Buffer; details: Buffer }[]>`
    select e.sealed, c.sealed_details as details from rica_evidence e join rica_cases c using (customer_id)
    where evidence_id = ${evidenceId}`;
  assert.ok(!row!.sealed.includes("a face") && !row!.details.includes("Thandi"));
  const other = await shown();
  await stage.sql`
    update rica_evidence e set (sealed, sealed_key) = (select sealed, sealed_key from rica_evidence where evidence_id = ${evidenceId})
    where evidence_id = ${other.evidenceId}`;
  const { customerId: otherId, evidenceId: otherEvidence } = other;
  await assert.rejects(
    rica().openEvidence({ customerId: otherId, evidenceId: otherEvidence, reason: "review" }, stage.asStaff()),
  );
  await stage.sql`delete from rica_evidence where evidence_id = ${other.evidenceId}`;
});

test("a new sealing key seals everything again, and the old one can go", async () => {
  const { customerId, evidenceId } = await verified();
  const key = randomBytes(32);
  const swept = await sweepAt(stage.now(), [key, stage.sealingKey]);
  assert.ok(swept.sealedAgain >= 3);
  const opened = await stage.inTransaction([key])(({ rica: kept }) => kept.openEvidence(customerId, evidenceId));
  assert.deepEqual(Buffer.from(opened!.content), Buffer.from(pdf("a face")));
  const again = await stage.inTransaction([key])(({ rica: kept }) => kept.details(customerId));
  assert.equal(again?.fullNames, "Thandi Nkosi");
  await sweepAt(stage.now(), [stage.sealingKey, key]);
});

test("five years after the contract the evidence is destroyed, and it is known that it was", async () => {
  const { customerId, evidenceId } = await verified();
  await refused(rica().endContract({ customerId, endedOn: "2099-01-01" }, stage.asStaff()), "day-not-valid");
  const ended = await rica().endContract({ customerId, endedOn: "2026-11-20" }, stage.asStaff());
  assert.equal(ended.keptUntil, "2031-11-20");
  await sweepAt(new Date("2031-11-20T10:00:00Z"));
  assert.equal((await rica().getStanding({ customerId }, stage.asStaff())).evidence.length, 2);
  await sweepAt(new Date("2031-11-21T10:00:00Z"));
  await sweepAt(new Date("2031-11-22T10:00:00Z"));
  const standing = await rica().getStanding({ customerId }, stage.asStaff());
  assert.deepEqual(standing.evidence, []);
  assert.equal(standing.history.filter(({ happened }) => happened === "evidence-destroyed").length, 1);
  await refused(rica().openEvidence({ customerId, evidenceId, reason: "look" }, stage.asStaff()), "evidence-unknown");
  const [told, ...more] = await stage.told(customerId, RicaEvidenceDestroyedSchema);
  assert.ok(told && "files" in told && told.files === 2 && more.length === 0);
});

test("papers that nobody went on with are destroyed after ninety days, those of verified customers are not", async () => {
  const left = await shown();
  const kept = await verified();
  await sweepAt(new Date(stage.now().getTime() + 91 * 86_400_000));
  assert.equal((await rica().getStanding({ customerId: left.customerId }, left.own)).evidence.length, 0);
  assert.equal((await rica().getStanding({ customerId: kept.customerId }, kept.own)).evidence.length, 2);
});
