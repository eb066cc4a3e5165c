import assert from "node:assert/strict";
import { eventually, testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { type Installation, startInstallation } from "../placements/installation.ts";
import { registeredAt } from "../placements/subscriber.ts";
import { good, rest } from "./rest.ts";
import { joined, type Member, ownerOf } from "./team.ts";

let here: Installation;
let owner: Member;
beforeAll(async () => {
  here = await startInstallation({ placement: "in one process", makeDatabase: testDatabase });
  owner = await ownerOf(here);
});
afterAll(() => here?.close());

const as = ({ accessToken }: { accessToken: string }) => rest(here.gateway, accessToken);

test("a member of staff who is let go is out of every door within moments, with the token in hand", async () => {
  const noc = await joined(here.gateway, owner, { role: "noc" });
  good(await as(noc)("GET", "/v1/staff/devices"));
  const path = `/v1/staff/team/${noc.staffId}/deactivate`;
  const without = await as(owner)("POST", path, {});
  assert.equal(without.status, 400);
  good(await as(owner)("POST", path, { reason: "left" }));
  await eventually(async () => {
    const { status, body } = await as(noc)("GET", "/v1/staff/devices");
    assert.deepEqual([status, body.code], [401, "access-ended"]);
  });
  const refreshed = await rest(here.gateway)("POST", "/v1/staff/sign-in/refresh", { refreshToken: noc.refreshToken });
  assert.deepEqual([refreshed.status, refreshed.body.code], [401, "session-ended"]);
});

test("a role opens what it names, at the gateway and at the service", async () => {
  const technician = await joined(here.gateway, owner, { role: "technician" });
  const refused = await as(technician)("GET", "/v1/staff/team");
  assert.deepEqual([refused.status, refused.body.code], [403, "permission-missing"]);
  assert.equal((await as(owner)("GET", "/v1/me")).status, 403);
  assert.equal((await rest(here.gateway)("GET", "/v1/staff/team")).status, 401);
  const { members } = good<{ members: { role: string }[] }>(await as(owner)("GET", "/v1/staff/team"));
  assert.ok(members.some(({ role }) => role === "technician"));
});

test("support sees what a customer sees, can change nothing, and the customer is told", async () => {
  const person = await registeredAt(here.gateway);
  const me = good<{ customerId: string }>(await rest(here.gateway, person.accessToken)("GET", "/v1/me"));
  const support = await joined(here.gateway, owner, { role: "support" });
  const path = `/v1/staff/customers/${me.customerId}/see-as`;
  const seen = good<{ accessToken: string }>(await as(support)("POST", path, { reason: "cannot find the bundle" }));
  assert.equal(good<{ customerId: string }>(await as(seen)("GET", "/v1/me")).customerId, me.customerId);
  good(await as(seen)("GET", "/v1/me/account"));
  const changed = await as(seen)("POST", "/v1/me/vouchers", { code: "0000000000000000" });
  assert.deepEqual([changed.status, changed.body.code], [403, "only-to-look"]);
  const secret = await as(seen)("GET", "/v1/me/network-credential");
  assert.deepEqual([secret.status, secret.body.code], [403, "only-to-look"]);
});

test("a program does what it was let in for, and no more", async () => {
  const wanted = { name: "the accountant's", permissions: ["staff.read"] };
  const { client, clientSecret } = good<{ client: { clientId: string }; clientSecret: string }>(
    await as(owner)("POST", "/v1/staff/api-clients", wanted),
  );
  const credentials = { clientId: client.clientId, clientSecret };
  const program = good<{ accessToken: string }>(await rest(here.gateway)("POST", "/v1/api-clients/token", credentials));
  good(await as(program)("GET", "/v1/staff/roles"));
  assert.equal((await as(program)("GET", "/v1/staff/api-clients")).status, 403);
  good(await as(owner)("POST", `/v1/staff/api-clients/${client.clientId}/revoke`, { reason: "done" }));
  await eventually(async () => assert.equal((await as(program)("GET", "/v1/staff/roles")).status, 401));
  const again = await rest(here.gateway)("POST", "/v1/api-clients/token", credentials);
  assert.equal(again.status, 401);
});
