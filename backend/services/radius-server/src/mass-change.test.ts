import assert from "node:assert/strict";
import { createNas, type Nas } from "@beacom/nas-sandbox";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { Code } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openListener } from "#coa-listener";
import { openRouter, openStage, sharedSecret, type Stage } from "#stage";

let stage: Stage;
let router: Awaited<ReturnType<typeof openRouter>>;

beforeAll(async () => {
  stage = await openStage();
  router = await openRouter();
});
afterAll(async () => {
  router.close();
  await stage.close();
});

let ids = 0;

/** A customer with a session at the router. */
async function online(customer?: Awaited<ReturnType<Stage["customer"]>>) {
  const known = customer ?? (await stage.customer());
  const acctSessionId = `live-${++ids}`;
  await router.account(stage.acctPort, {
    "Acct-Status-Type": "Start",
    "Acct-Session-Id": acctSessionId,
    "User-Name": known.username,
    "Framed-IP-Address": `100.64.7.${ids}`,
  });
  return { ...known, acctSessionId };
}

describe("a change of many sessions", () => {
  test("is previewed, done at the router's pace with progress, and can be looked at afterwards", async () => {
    const nas = await openListener(() => "ack");
    await stage.putNas({ coaPort: nas.port, coaPerSecond: 40 });
    const sessions = [];
    for (let n = 0; n < 30; n++) sessions.push(await online());
    const asked = { action: "disconnect", nasName: "tower-1", note: "month end" };
    const preview = await stage.admin.previewMassChange(asked);
    assert.equal(preview.sessions, 30n);
    assert.equal(preview.seconds, 1);
    assert.deepEqual(preview.warnings, []);
    assert.equal(preview.routers[0]?.example.find(({ name }) => name === "Framed-IP-Address") !== undefined, true);
    assert.equal(nas.heard.length, 0);
    const { massChangeId } = await stage.admin.startMassChange(asked);
    await eventually(async () => {
      const change = await stage.admin.getMassChange({ massChangeId });
      assert.deepEqual(
        { done: change.done, acknowledged: change.acknowledged, finished: change.finishedAt !== undefined },
        { done: 30n, acknowledged: 30n, finished: true },
      );
    });
    assert.equal(nas.heard.length, 30);
    assert.ok(nas.heard.every(({ packet }) => packet.code === Code.DisconnectRequest));
    const { authorizations } = await stage.admin.listDynamicAuthorizations({ massChangeId, limit: 100 });
    assert.equal(authorizations.length, 30);
    nas.close();
    await router.account(stage.acctPort, { "Acct-Status-Type": "Accounting-On" });
  });

  test("brings sessions to what their subscribers may have now, and says which routers cannot be changed", async () => {
    const nas = await openListener(() => "ack");
    await stage.putNas({ coaPort: nas.port });
    const { customerId } = await online();
    await stage.admin.putPolicy({ kind: "profile", name: "slow", definition: { rate: { down: "1M", up: "1M" } } });
    await stage.admin.setAccess({ customerId, profile: "slow" });
    await eventually(() => assert.equal(nas.heard[0]?.named["Mikrotik-Rate-Limit"], "1M/1M"));
    await stage.admin.putPolicy({ kind: "profile", name: "slow", definition: { rate: { down: "2M", up: "2M" } } });
    const { massChangeId, sessions } = await stage.admin.startMassChange({ action: "refresh", profile: "slow" });
    assert.equal(sessions, 1n);
    await eventually(async () => {
      assert.equal((await stage.admin.getMassChange({ massChangeId })).acknowledged, 1n);
    });
    assert.equal(nas.heard[1]?.named["Mikrotik-Rate-Limit"], "2M/2M");
    await stage.putNas({ coaPort: nas.port, vendor: "hostapd" });
    const preview = await stage.admin.previewMassChange({ action: "refresh", profile: "slow" });
    assert.equal(preview.routers[0]?.kind, "disconnect");
    assert.match(preview.warnings.join(), /cannot change a live session/);
    await assert.rejects(stage.admin.previewMassChange({ action: "reboot" }), /action-unknown/);
    await assert.rejects(stage.admin.previewMassChange({ action: "refresh", nasName: "tower-9" }), /nas-unknown/);
    nas.close();
  });

  test("that was cancelled does not begin what nobody works on yet", async () => {
    const nas = await openListener(() => "silence");
    await stage.putNas({ coaPort: nas.port, coaPerSecond: 1, vendor: "mikrotik" });
    for (let n = 0; n < 5; n++) await online();
    const { massChangeId } = await stage.admin.startMassChange({ action: "disconnect", nasName: "tower-1" });
    const cancelled = await stage.admin.cancelMassChange({ massChangeId });
    assert.equal(cancelled.cancelled, true);
    await assert.rejects(stage.admin.getMassChange({ massChangeId: "chg_none" }), /not-there/);
    nas.close();
  });
});

describe("when CoA and Disconnect do not help", () => {
  let sandbox: Nas;
  afterAll(() => sandbox?.close());

  test("the router's own API ends the session, and the history says so", async () => {
    const password = "api-password";
    sandbox = await createNas({
      server: "127.0.0.1",
      authPort: stage.authPort,
      acctPort: stage.acctPort,
      secret: sharedSecret,
      coaPort: 0,
      identifier: "tower-1",
      api: { port: 0, username: "beacom", password, login: "plain" },
    });
    await stage.putNas({
      coaPort: sandbox.coaPort,
      vendor: "mikrotik",
      coaPerSecond: 50,
      deviceApi: { port: sandbox.apiPort!, username: "beacom", password, address: "", tls: false, fingerprint: "" },
    });
    const customer = await stage.customer();
    let session: Awaited<ReturnType<Nas["login"]>> | undefined;
    await eventually(async () => {
      session = await sandbox.login({ username: customer.username, password: customer.password });
      assert.ok(session.ok);
    });
    const held = valueOf(session!);
    valueOf(await held.start());
    sandbox.misbehave({ answering: { kind: "nak", errorCause: 404 } });
    stage.changeService(customer.customerId, 2n, ServiceLevel.BLOCKED);
    await eventually(async () => {
      const { authorizations } = await stage.admin.listDynamicAuthorizations({ customerId: customer.customerId });
      assert.deepEqual(
        authorizations.map(({ kind, outcome }) => `${kind} ${outcome}`),
        ["device-end acknowledged", "disconnect refused"],
      );
      assert.equal(authorizations[1]?.detail, "Invalid-Request");
      assert.match(authorizations[0]?.detail ?? "", /ended by the API/);
    });
    assert.equal(held.isOpen(), false);
  });

  test("its password is kept and never shown", async () => {
    const { nas } = await stage.rpc.listNas({});
    const [tower] = nas;
    assert.equal(tower?.deviceApi?.username, "beacom");
    assert.equal(tower?.deviceApi?.password, "");
    const stored = await stage.sql!`select sealed_device_password, sealed_secret from nas where name = 'tower-1'`;
    assert.ok(!Buffer.from(stored[0]!["sealed_device_password"] as Uint8Array).includes("api-password"));
    await assert.rejects(
      stage.putNas({
        name: "tower-2",
        address: "192.0.2.7",
        deviceApi: { port: 0, username: "x", password: "", address: "", tls: false, fingerprint: "" },
      }),
      /device-password-missing/,
    );
  });
});

test("whoever's time is over is asked to leave, without anybody doing anything", async () => {
  const nas = await openListener(() => "ack");
  await stage.putNas({ coaPort: nas.port });
  const { customerId } = await online();
  const soon = new Date(Date.now() + 1_500).toISOString();
  await stage.admin.setAccess({ customerId, personal: { expiresAt: soon } });
  await eventually(() => assert.ok(nas.heard.some(({ packet }) => packet.code === Code.DisconnectRequest)), {
    withinMs: 40_000,
  });
  const { authorizations } = await stage.admin.listDynamicAuthorizations({ customerId });
  assert.equal(authorizations[0]?.reason, "expiry");
  nas.close();
});
