import assert from "node:assert/strict";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { notificationPersonalData } from "#adapters/personal-data-walk";
import { recordsIn } from "#adapters/records-postgres";
import { notificationService } from "#module";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase(notificationService.database!);
});
afterAll(() => database?.close());

const thandi = { customerId: "cus_1", phone: "+27820000001", language: "zu" };
const sipho = { customerId: "cus_2", phone: "+27820000002", language: "en" };
const message = (customerId: string, to: string, text: string) => ({
  messageId: `msg_${text}`,
  cause: text,
  customerId,
  channel: "sms" as const,
  to,
  text,
  kind: "notice",
  createdAt: new Date("2026-11-27T10:00:00Z"),
});

test("it is known of all that is marked whose it is", async () => {
  assert.deepEqual(await notificationPersonalData(database.sql).unreachable(), []);
});

test("a customer's copy has what was sent to them, and after they are forgotten there is nothing of it, codes included", async () => {
  await database.sql.begin(async (tx) => {
    const records = recordsIn(tx);
    for (const contact of [thandi, sipho]) await records.keepContact(contact);
    await records.keepMessage(message("cus_1", thandi.phone, "half is used"));
    await records.keepMessage(message("", thandi.phone, "a code"));
    await records.keepMessage(message("cus_2", sipho.phone, "all is used"));
  });
  const told = async (customerId: string) =>
    JSON.stringify(await notificationPersonalData(database.sql).export(customerId));
  assert.match(await told("cus_1"), /half is used/);
  assert.doesNotMatch(await told("cus_1"), /all is used/);
  await database.sql.begin((tx) => recordsIn(tx).forgetCustomer("cus_1"));
  assert.equal(await told("cus_1"), "[]");
  assert.deepEqual(
    (await database.sql`select text from messages`).map(({ text }) => text as string),
    ["all is used"],
  );
  assert.match(await told("cus_2"), /all is used/);
});
