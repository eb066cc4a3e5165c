import assert from "node:assert/strict";
import { Code, chapRequest, type Packet, msChapV2Request, readNamed } from "@beacom/radius";
import { newId } from "@beacom/ids";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRouter, openStage, type Stage } from "#stage";

let stage: Stage;
let router: Awaited<ReturnType<typeof openRouter>>;
let phones = 27_820_000_000;

beforeAll(async () => {
  stage = await openStage();
  router = await openRouter();
  await stage.putNas();
});
afterAll(async () => {
  router.close();
  await stage.close();
});

/** A verified customer with a service, known to the server. */
async function customerWith(level: ServiceLevel) {
  const customerId = newId("customer");
  stage.verifyCustomer(customerId, `+${phones++}`);
  stage.changeService(customerId, 1n, level);
  return eventuallyKnown(customerId);
}

async function eventuallyKnown(customerId: string) {
  let credential: { username: string; password: string } | undefined;
  await eventually(async () => {
    credential = await stage.rpc.getCredential({ customerId });
    const reply = await router.login(stage.authPort, credential.username, credential.password);
    const message = reply && readNamed(reply)["Reply-Message"];
    assert.ok(reply && message !== "This account is not active yet" && message !== "Wrong username or password");
  });
  return { customerId, ...credential! };
}

function attributes(reply: Packet | undefined): Record<string, unknown> {
  assert.ok(reply, "no reply came");
  return readNamed(reply);
}

test("a verified customer gets a username of the phone number and a strong password, and logs in with them", async () => {
  const { customerId, username, password } = await customerWith(ServiceLevel.FULL);
  expect(username).toMatch(/^2782\d{7}$/);
  expect(password).toMatch(/^([2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}$/);
  const reply = await router.login(stage.authPort, username, password);
  assert.equal(reply?.code, Code.AccessAccept);
  const named = attributes(reply);
  assert.equal(named["Mikrotik-Rate-Limit"], "5M/20M");
  assert.equal(named["Acct-Interim-Interval"], 300);
  assert.equal(Buffer.from(String(named["Class"]).slice(2), "hex").toString(), `${customerId}/1`);
  assert.equal(named["Mikrotik-Address-List"], undefined);
});

test("the Message-Authenticator stands first in every access reply", async () => {
  const { username } = await customerWith(ServiceLevel.FULL);
  const reply = await router.login(stage.authPort, username, "wrong");
  assert.equal(reply?.code, Code.AccessReject);
  assert.equal(reply.bytes[20], 80);
});

test("a wrong password and an unknown name are rejected with the same words", async () => {
  const { username } = await customerWith(ServiceLevel.FULL);
  const wrong = await router.login(stage.authPort, username, "wrong");
  const unknown = await router.login(stage.authPort, "nobody", "wrong");
  assert.equal(wrong?.code, Code.AccessReject);
  assert.equal(unknown?.code, Code.AccessReject);
  assert.equal(attributes(wrong)["Reply-Message"], attributes(unknown)["Reply-Message"]);
});

test("CHAP and MS-CHAPv2 log in too, and MS-CHAPv2 gets the server's proof and keys", async () => {
  const { username, password } = await customerWith(ServiceLevel.FULL);
  const chap = await router.ask(stage.authPort, Code.AccessRequest, chapRequest({ username, password }));
  assert.equal(chap?.code, Code.AccessAccept);
  const request = msChapV2Request({ username, password });
  const msChap = await router.ask(stage.authPort, Code.AccessRequest, request.attributes);
  assert.equal(msChap?.code, Code.AccessAccept);
  assert.ok(request.provedBy(msChap));
  assert.ok("MS-MPPE-Send-Key" in attributes(msChap));
  const wrong = msChapV2Request({ username, password: "wrong" });
  const refused = await router.ask(stage.authPort, Code.AccessRequest, wrong.attributes);
  assert.equal(refused?.code, Code.AccessReject);
  assert.ok("MS-CHAP-Error" in attributes(refused));
});

test("in the walled garden the router is told so, and a blocked customer is rejected with the reason", async () => {
  const garden = await customerWith(ServiceLevel.WALLED_GARDEN);
  const accepted = await router.login(stage.authPort, garden.username, garden.password);
  assert.equal(accepted?.code, Code.AccessAccept);
  assert.equal(attributes(accepted)["Mikrotik-Address-List"], "walled-garden");
  const blocked = await customerWith(ServiceLevel.BLOCKED);
  const rejected = await router.login(stage.authPort, blocked.username, blocked.password);
  assert.equal(rejected?.code, Code.AccessReject);
  assert.match(String(attributes(rejected)["Reply-Message"]), /Top up/);
});

test("an older service state that comes late changes nothing", async () => {
  const { customerId, username, password } = await customerWith(ServiceLevel.FULL);
  stage.changeService(customerId, 5n, ServiceLevel.THROTTLED, { down: 1_000_000n, up: 512_000n });
  stage.changeService(customerId, 4n, ServiceLevel.BLOCKED);
  await eventually(async () => {
    const reply = await router.login(stage.authPort, username, password);
    assert.equal(attributes(reply)["Mikrotik-Rate-Limit"], "512k/1M");
  });
});

test("a router that speaks WISPr gets the same rates in its own attributes", async () => {
  const { username, password } = await customerWith(ServiceLevel.FULL);
  await stage.putNas({ vendor: "wispr" });
  await eventually(async () => {
    const named = attributes(await router.login(stage.authPort, username, password));
    assert.equal(named["WISPr-Bandwidth-Max-Up"], 5_000_000);
    assert.equal(named["WISPr-Bandwidth-Max-Down"], 20_000_000);
  });
  await stage.putNas();
});
