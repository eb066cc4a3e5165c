import assert from "node:assert/strict";
import { IdentityPersonalData, PersonalDataExportedSchema, PrivacyService } from "@beacom/proto/identity/v1/privacy";
import { RicaService } from "@beacom/proto/identity/v1/rica";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { identityPersonalData } from "#adapters/personal-data-walk";
import { sealingWith } from "#adapters/sealing";
import { makeExportsWith } from "#application/privacy/export-personal-data";
import type { PersonalDataSources } from "#application/privacy/ports";
import { privacyStage } from "#testing/privacy-stage";
import { refused } from "#testing/stage";

let stage: Awaited<ReturnType<typeof privacyStage>>;
beforeAll(async () => {
  stage = await privacyStage();
});
afterAll(() => stage?.close());

const privacy = () => stage.app.peers.client(PrivacyService);
const own = () => identityPersonalData(stage.sql, sealingWith([stage.sealingKey]));
const payments: PersonalDataSources = {
  payments: async () => [{ title: "Payments", rows: [{ "amount cents": "5000" }], leftOut: 3 }],
};
const makeAt = (at: Date, more: PersonalDataSources) =>
  makeExportsWith({
    inTransaction: stage.inTransaction(),
    clock: () => at,
    sources: { identity: (customerId) => own().export(customerId), ...more },
  })();
const hoursLater = (hours: number) => new Date(stage.now().getTime() + hours * 3_600_000);

test("of every column that is marked as personal it is known whose it is", async () => {
  assert.deepEqual(await own().unreachable(), []);
  await stage.sql`create table gifts (gift_id text, giver text)`;
  await stage.sql`comment on column gifts.giver is 'personal'`;
  assert.deepEqual(await own().unreachable(), ["gifts.giver"]);
  await stage.sql`drop table gifts`;
});

test("what identity tells of a customer has what was typed, and nothing secret or of anybody else", async () => {
  const { customerId, own: mine } = await stage.customer("Thandi Nkosi");
  await stage.customer("Somebody Else");
  const rica = stage.app.peers.client(RicaService);
  const content = new TextEncoder().encode("%PDF-1.7\n%%EOF\n");
  await rica.addEvidence({ customerId, kind: "identity-document", content }, mine);
  const details = {
    customerKind: "person",
    serviceKind: "hotspot",
    fullNames: "Thandi Nkosi",
    dateOfBirth: "1980-01-01",
    identity: { case: "identityNumber" as const, value: "8001015009087" },
    address: "12 Long Street, Cape Town",
  };
  await rica.submit({ customerId, details }, mine);
  const { sections } = await stage.app.peers.client(IdentityPersonalData).export({ customerId });
  const text = JSON.stringify(sections);
  for (const typed of ["Thandi Nkosi", "8001015009087", "12 Long Street", "identity-document", "a phone"])
    assert.ok(text.includes(typed), typed);
  assert.ok(!text.includes("argon2") && !text.includes("Somebody Else"));
  await refused(stage.app.peers.client(IdentityPersonalData).export({ customerId }, mine), "caller-not-allowed");
});

test("a customer asks for a copy, it is made from every service, and kept sealed for a week", async () => {
  const { customerId, own: mine } = await stage.customer();
  const asked = await privacy().askExport({ customerId }, mine);
  assert.equal((await privacy().askExport({ customerId }, mine)).exportId, asked.exportId);
  const { exportId } = asked;
  await refused(privacy().downloadExport({ customerId, exportId }, mine), "export-not-made", Code.FailedPrecondition);
  await makeAt(stage.now(), payments);
  const { content } = await privacy().downloadExport({ customerId, exportId }, mine);
  const file = JSON.parse(new TextDecoder().decode(content)) as { sections: { "kept by": string; note?: string }[] };
  assert.deepEqual([...new Set(file.sections.map((section) => section["kept by"]))], ["identity", "payments"]);
  assert.match(file.sections.at(-1)?.note ?? "", /^3 more records/);
  assert.equal((await stage.told(customerId, PersonalDataExportedSchema)).length, 1);
  const [row] = await stage.sql<{ sealed: Buffer }[]>`
    select sealed from personal_data_exports where export_id = ${exportId}`;
  assert.ok(!row!.sealed.includes("Thandi"));
  await refused(privacy().askExport({ customerId }, mine), "too-many-exports", Code.ResourceExhausted);
  await makeAt(hoursLater(24 * 7), payments);
  await refused(privacy().downloadExport({ customerId, exportId }, mine), "export-ended");
});

test("a service that is away is asked again, and after six times the copy says that it is missing", async () => {
  const { customerId, own: mine } = await stage.customer();
  const { exportId } = await privacy().askExport({ customerId }, mine);
  const away = { payments: () => Promise.reject(new Error("away")) };
  for (let hour = 0; hour < 7; hour += 1) await makeAt(hoursLater(hour), away);
  const { exports } = await privacy().listExports({ customerId }, mine);
  assert.deepEqual(exports[0]?.missing, ["payments"]);
  const { content } = await privacy().downloadExport({ customerId, exportId }, mine);
  assert.match(new TextDecoder().decode(content), /did not answer, and their records are missing: payments/);
});

test("staff ask for a copy with a reason, and are on record when they open it", async () => {
  const { customerId, own: mine } = await stage.customer();
  const other = await stage.customer();
  await refused(privacy().askExport({ customerId }, stage.asStaff()), "reason-missing");
  const { exportId } = await privacy().askExport({ customerId, reason: "asked at the counter" }, stage.asStaff());
  await makeAt(stage.now(), payments);
  await privacy().downloadExport({ customerId, exportId }, stage.asStaff());
  assert.deepEqual(
    (await stage.acts(customerId)).map(({ action }) => action),
    ["personal-data.export-asked", "personal-data.export-opened"],
  );
  await refused(privacy().downloadExport({ customerId, exportId }, other.own), "not-yours", Code.PermissionDenied);
  const { customerId: otherId } = other;
  await refused(privacy().downloadExport({ customerId: otherId, exportId }, other.own), "export-unknown");
  assert.ok((await privacy().downloadExport({ customerId, exportId }, mine)).content.length > 0);
});
