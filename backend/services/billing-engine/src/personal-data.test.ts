import assert from "node:assert/strict";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { billingPersonalData } from "#adapters/personal-data-walk";
import { billingEngine } from "#module";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase(billingEngine.database!);
});
afterAll(() => database?.close());

test("a customer's copy has whom invoices are written to, and it is known of all that is marked whose it is", async () => {
  const { sql } = database;
  for (const customer of ["cus_1", "cus_2"])
    await sql`
      insert into invoice_recipients (details_id, customer_id, name, address_lines, salt, commitment, recorded_at)
      values (${`rcp of ${customer}`}, ${customer}, ${`Name of ${customer}`}, '{"12 Long Street"}', 'salted', 'hash', now())`;
  const data = billingPersonalData(sql);
  assert.deepEqual(await data.unreachable(), []);
  const told = JSON.stringify(await data.export("cus_1"));
  assert.match(told, /Name of cus_1/);
  assert.match(told, /12 Long Street/);
  assert.doesNotMatch(told, /cus_2|salted/);
});
