import assert from "node:assert/strict";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { paymentsPersonalData } from "#adapters/personal-data-walk";
import { payments } from "#module";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase(payments.database!);
});
afterAll(() => database?.close());

test("a customer's copy has their payments and what was found in them, and it is known of all that is marked whose it is", async () => {
  const { sql } = database;
  for (const [id, customer] of [
    ["pay_1", "cus_1"],
    ["pay_2", "cus_2"],
  ] as const)
    await sql`
      insert into intents (payment_id, customer_id, idempotency_key, amount_cents, currency, email, return_url, provider,
        status, created_at, expires_at)
      values (${id}, ${customer}, ${id}, 5000, 'ZAR', ${`${customer}@example.org`}, '', 'paystack', 'created', now(), now())`;
  await sql`insert into findings values ('pay_1', 'ref', 'second-charge', 'paid twice', now())`;
  const data = paymentsPersonalData(sql);
  assert.deepEqual(await data.unreachable(), []);
  const told = JSON.stringify(await data.export("cus_1"));
  assert.match(told, /cus_1@example\.org/);
  assert.match(told, /paid twice/);
  assert.doesNotMatch(told, /cus_2/);
});
