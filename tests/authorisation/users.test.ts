import assert from "node:assert/strict";
import { eventually, testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { type Installation, startInstallation } from "../placements/installation.ts";
import { registeredAt, type Subscriber } from "../placements/subscriber.ts";
import { good, rest } from "./rest.ts";

type Users = { company: { name: string } | null; users: { userId: string; phone: string; level: string }[] };

let here: Installation;
let holder: Subscriber;
let other: Subscriber;
beforeAll(async () => {
  here = await startInstallation({ placement: "in one process", makeDatabase: testDatabase });
  [holder, other] = [await registeredAt(here.gateway), await registeredAt(here.gateway)];
  await holder.reaches("walled-garden");
});
afterAll(() => here?.close());

const as = ({ accessToken }: { accessToken: string }) => rest(here.gateway, accessToken);
const holds = () => as(holder);

async function enteredAs(level: string): Promise<{ accessToken: string }> {
  const { users } = good<Users>(await holds()("GET", "/v1/me/users"));
  const known = users.find(({ phone }) => phone === other.phone);
  if (known) good(await holds()("PUT", `/v1/me/users/${known.userId}`, { level }));
  else good(await holds()("POST", "/v1/me/users", { phone: other.phone, name: "Lerato", level }));
  // What was called back is asked for again with a token of one's own that is newer.
  const own = good<{ accessToken: string }>(
    await rest(here.gateway)("POST", "/v1/sign-in", {
      identifier: other.phone,
      password: "the river bends twice",
      tokenDelivery: "body",
    }),
  );
  return good(await as(own)("POST", `/v1/me/accounts/${holder.customerId}/enter`));
}

test("a company's account is used by several people, each with what they may do", async () => {
  const company = { name: "Karoo Bakery (Pty) Ltd", registrationNumber: "2019/123456/07", vatNumber: "4123456789" };
  good(await holds()("PUT", "/v1/me/company", company));
  const wrong = await holds()("PUT", "/v1/me/company", { ...company, vatNumber: "1234567890" });
  assert.deepEqual([wrong.status, wrong.body.code], [400, "vat-number-not-valid"]);

  const viewing = await enteredAs("view");
  const account = good<{ accountId: string }>(await as(viewing)("GET", "/v1/me/account"));
  assert.equal(account.accountId, good<{ accountId: string }>(await holds()("GET", "/v1/me/account")).accountId);
  const topUp = { amount: { minorUnits: 5_000, currency: "ZAR" } };
  const key = () => ({ "idempotency-key": crypto.randomUUID() });
  const refused = await as(viewing)("POST", "/v1/me/payments", topUp, key());
  assert.deepEqual([refused.status, refused.body.code], [403, "not-for-other-users"]);

  const paying = await enteredAs("pay");
  assert.equal((await as(paying)("POST", "/v1/me/payments", topUp, key())).status, 201);
  const sharing = { phone: "+27821111111", limitOctets: null };
  assert.equal((await as(paying)("POST", "/v1/me/sharing/members", sharing)).status, 403);

  const managing = await enteredAs("manage");
  assert.notEqual((await as(managing)("POST", "/v1/me/sharing/members", sharing)).status, 403);
  for (const [method, path] of [
    ["GET", "/v1/me/security"],
    ["GET", "/v1/me/users"],
    ["POST", "/v1/me/users"],
    ["GET", "/v1/me/accounts"],
    ["GET", "/v1/me/security/devices"],
  ] as const) {
    const { status, body } = await as(managing)(method, path, method === "POST" ? {} : undefined);
    assert.deepEqual([path, status, body.code], [path, 403, "not-for-other-users"]);
  }
});

test("whoever is taken out is out at once, and an account that is not open is as if it were not there", async () => {
  const managing = await enteredAs("manage");
  const { users } = good<Users>(await holds()("GET", "/v1/me/users"));
  good(await holds()("DELETE", `/v1/me/users/${users[0]!.userId}`));
  await eventually(async () => assert.equal((await as(managing)("GET", "/v1/me/account")).status, 401));
  const own = good<{ accessToken: string }>(
    await rest(here.gateway)("POST", "/v1/sign-in", {
      identifier: other.phone,
      password: "the river bends twice",
      tokenDelivery: "body",
    }),
  );
  const gone = await as(own)("POST", `/v1/me/accounts/${holder.customerId}/enter`);
  const never = await as(own)("POST", "/v1/me/accounts/cus_never/enter");
  assert.deepEqual([gone.status, gone.body.code], [never.status, never.body.code]);
  assert.equal(gone.status, 404);
});

test("who may be added is not a way to find out who is a customer", async () => {
  const add = (phone: string) => holds()("POST", "/v1/me/users", { phone, name: "Somebody", level: "view" });
  const [known, unknown] = [await add(other.phone), await add("+27829999999")];
  assert.deepEqual([known.status, unknown.status], [201, 201]);
  assert.equal((await add(holder.phone)).body.code, "to-oneself");
  assert.equal((await add(other.phone)).body.code, "user-there-already");
});
