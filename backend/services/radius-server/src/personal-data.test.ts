import assert from "node:assert/strict";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { radiusPersonalData } from "#adapters/personal-data-walk";
import { radiusServer } from "#module";

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase(radiusServer.database!);
});
afterAll(() => database?.close());

test("a customer's copy has what they log in with and no password, and it is known of all that is marked whose it is", async () => {
  const { sql } = database;
  for (const customer of ["cus_1", "cus_2"])
    await sql`
      insert into credentials (customer_id, username, sealed_password, key_id)
      values (${customer}, ${`user of ${customer}`}, ${Buffer.from("sealed")}, 'k')`;
  await sql`insert into devices (mac, customer_id, name) values ('0a0b0c0d0e0f', 'cus_1', 'the television')`;
  const data = radiusPersonalData(sql);
  assert.deepEqual(await data.unreachable(), []);
  const told = JSON.stringify(await data.export("cus_1"));
  assert.match(told, /user of cus_1/);
  assert.match(told, /the television/);
  assert.doesNotMatch(told, /cus_2|password/);
});
