import assert from "node:assert/strict";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { msChapExample, textAfterIdentifier } from "./ms-chap-example.ts";
import { askRadclient, radclientInstalled, tryRadclient } from "./radclient.ts";
import { type Customer, type RunningRadiusServer, startRadiusServer } from "./radius-server.ts";

type Attributes = Record<string, string | number>;

describe.skipIf(!radclientInstalled)("FreeRADIUS' client and our server understand each other", () => {
  const started = new AsyncDisposableStack();
  let server: RunningRadiusServer;
  let thandi: Customer;
  beforeAll(async () => {
    server = await startRadiusServer();
    started.defer(() => server.stop());
    thandi = await server.newCustomer();
  });
  afterAll(() => started.disposeAsync());

  const logIn = (attributes: Attributes) => askRadclient({ kind: "auth", port: server.authPort, attributes });
  const report = (attributes: Attributes) => askRadclient({ kind: "acct", port: server.acctPort, attributes });

  for (const method of ["User-Password", "CHAP-Password"]) {
    test(`${method}: it is let in with the speed that was paid for, and not with another password`, async () => {
      const accepted = await logIn({ "User-Name": thandi.username, [method]: thandi.password });
      assert.equal(accepted.code, "Access-Accept");
      assert.equal(accepted.attributes["Mikrotik-Rate-Limit"], "5M/20M");
      const refused = await logIn({ "User-Name": thandi.username, [method]: "rain" });
      assert.equal(refused.code, "Access-Reject");
      assert.equal(refused.attributes["Reply-Message"], "Wrong username or password");
    });

    test(`${method}: it is let in under our realms, as mail and as Windows write them, and not under another's`, async () => {
      await server.admin.putRealm({ name: "beacom.example", strip: true });
      await server.admin.putRealm({ name: "beacom", strip: true });
      for (const name of [`${thandi.username}@Beacom.Example`, `BEACOM\\${thandi.username}`]) {
        const accepted = await logIn({ "User-Name": name, [method]: thandi.password });
        assert.equal(accepted.code, "Access-Accept", name);
      }
      const refused = await logIn({ "User-Name": `${thandi.username}@elsewhere.example`, [method]: thandi.password });
      assert.equal(refused.code, "Access-Reject");
    });
  }

  test("MS-CHAPv2: the example of RFC 2759 is let in, with its proof and the keys of RFC 3079", async () => {
    const { username, password, attributes, wrong } = msChapExample;
    await server.newCustomer({ username, password });
    await server.admin.putRealm({ name: "beacom", strip: true });
    // What Windows writes before the name is not part of what is proved.
    for (const name of [username, `BEACOM\\${username}`]) {
      const accepted = await logIn({ "User-Name": name, ...attributes });
      assert.equal(accepted.code, "Access-Accept");
      assert.equal(textAfterIdentifier(accepted.attributes["MS-CHAP2-Success"]), msChapExample.success);
      assert.equal(accepted.attributes["MS-MPPE-Send-Key"], msChapExample.sendKey);
    }
    const refused = await logIn({ "User-Name": username, ...wrong });
    assert.equal(refused.code, "Access-Reject");
    assert.match(refused.attributes["MS-CHAP-Error"]!, /E=691 R=/);
  });

  test("MS-CHAP of version 1, which gives the password away, is refused with what can be used instead", async () => {
    const refused = await logIn({ "User-Name": thandi.username, "MS-CHAP-Password": thandi.password });
    assert.equal(refused.code, "Access-Reject");
    assert.equal(refused.attributes["Reply-Message"], "Use PAP, CHAP, MS-CHAPv2 or EAP");
  });

  test("a device logs in by its hardware address, as routers write it, for as long as it is its owner's", async () => {
    const sipho = await server.newCustomer();
    const { customerId } = sipho;
    await server.admin.putDevice({ customerId, mac: "02:45:41:50:00:aa", name: "television" });
    const spellings: Attributes[] = [
      { "User-Name": "02:45:41:50:00:AA", "User-Password": "02:45:41:50:00:AA" },
      { "User-Name": "02-45-41-50-00-aa", "User-Password": "0245415000aa" },
      { "User-Name": "0245415000AA", "CHAP-Password": "0245415000AA" },
      { "User-Name": "0245.4150.00aa", "User-Password": "0245.4150.00aa" },
      { "User-Name": "0245415000aa", "Service-Type": "Call-Check" },
    ];
    await eventually(async () => assert.equal((await logIn(spellings[0]!)).code, "Access-Accept"));
    for (const attributes of spellings) {
      const { code, attributes: granted } = await logIn(attributes);
      assert.equal(code, "Access-Accept", JSON.stringify(attributes));
      assert.equal(granted["Mikrotik-Rate-Limit"], "5M/20M");
    }
    const { attributes: granted } = await logIn(spellings[0]!);
    const device = { "User-Name": "02:45:41:50:00:AA", Class: granted["Class"]! };
    await report({ ...device, "Acct-Status-Type": "Start", "Acct-Session-Id": "television" });
    assert.equal((await server.sessions(customerId))[0]?.acctSessionId, "television");

    const nobodys = { "User-Name": "02:45:41:50:00:ab", "User-Password": "02:45:41:50:00:ab" };
    assert.equal((await logIn(nobodys)).code, "Access-Reject");
    // Neither a password nor the router's word for it.
    assert.equal((await logIn({ "User-Name": "02:45:41:50:00:aa" })).code, "Access-Reject");
    assert.equal((await logIn({ ...spellings[0]!, "User-Password": "rain" })).code, "Access-Reject");
    await server.admin.removeDevice({ mac: "02:45:41:50:00:aa" });
    await eventually(async () => assert.equal((await logIn(spellings[0]!)).code, "Access-Reject"));
  });

  test("Status-Server: it is told that the server is there, on both ports", async () => {
    assert.equal((await askRadclient({ kind: "status", port: server.authPort })).code, "Access-Accept");
    assert.equal((await askRadclient({ kind: "status", port: server.acctPort })).code, "Accounting-Response");
  });

  test("accounting: what it reports is stored before it is acknowledged", async () => {
    const session = {
      "User-Name": `${thandi.username}@beacom.example`,
      "Acct-Session-Id": "rc-1",
      "NAS-IP-Address": "127.0.0.1",
      "Framed-IP-Address": "100.64.0.9",
    };
    await server.admin.putRealm({ name: "beacom.example", strip: true });
    const reported = async (more: Attributes) => {
      assert.equal((await report({ ...session, ...more })).code, "Accounting-Response");
      const [newest] = await server.sessions(thandi.customerId);
      return newest!;
    };
    assert.equal((await reported({ "Acct-Status-Type": "Start" })).framedIpAddress, "100.64.0.9");
    const counters = {
      "Acct-Session-Time": 60,
      "Acct-Output-Octets": 705_032_704,
      "Acct-Output-Gigawords": 1,
      "Acct-Input-Octets": 7,
    };
    const interim = await reported({ "Acct-Status-Type": "Interim-Update", ...counters });
    assert.deepEqual([interim.octetsDown, interim.octetsUp], [5_000_000_000n, 7n]);
    const last = { "Acct-Session-Time": 61, "Acct-Terminate-Cause": "User-Request" };
    const ended = await reported({ "Acct-Status-Type": "Stop", ...counters, ...last });
    assert.ok(ended.endedAt);
    assert.equal(ended.terminateCause, "User-Request");
  });

  test("with another secret it gets no answer", async () => {
    const attributes = { "User-Name": thandi.username, "User-Password": thandi.password };
    const refused = await tryRadclient({
      kind: "auth",
      port: server.authPort,
      attributes,
      secret: "another-one-of-it",
    });
    assert.ok(!refused.ok && refused.error.kind === "no-answer");
  });
});
