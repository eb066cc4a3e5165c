import assert from "node:assert/strict";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { eapolTestInstalled, type Network, runEapolTest } from "./eapol-test.ts";
import { type Freeradius, freeradiusInstalled, recordsIn, startFreeradius } from "./freeradius.ts";
import { msChapExample, textAfterIdentifier } from "./ms-chap-example.ts";
import { openPartner } from "./partner.ts";
import { partnerUsers } from "./partner-users.ts";
import { askRadclient, radclientInstalled, tryRadclient } from "./radclient.ts";
import { type RunningRadiusServer, secret, startRadiusServer } from "./radius-server.ts";

const betweenServers = "of-the-two-operators";
const thabo = { "User-Name": "thabo@partner.example", "User-Password": "umbrella" };

describe.skipIf(!freeradiusInstalled || !radclientInstalled)(
  "a partner's two FreeRADIUS decide about its users",
  () => {
    const started = new AsyncDisposableStack();
    let server: RunningRadiusServer;
    let first: Freeradius;
    let second: Freeradius;
    let authorityPem: string;
    beforeAll(async () => {
      const partner = await openPartner();
      ({ authorityPem } = partner);
      const eap = await partner.certificate("eap-server", "radius.partner.example");
      const start = async (name: string) => {
        const freeradius = await startFreeradius({ secret: betweenServers, users: partnerUsers(name), eap });
        started.defer(() => freeradius.stop());
        return freeradius;
      };
      [first, second] = [await start("first"), await start("second")];
      server = await startRadiusServer();
      started.defer(() => server.stop());
      for (const [name, { authPort, acctPort }] of Object.entries({ first, second })) {
        const at = { address: "127.0.0.1", authPort, acctPort, secret: betweenServers, patienceMs: 1_500 };
        await server.admin.putHomeServer({ name, ...at });
      }
      await server.admin.putRealm({ name: "partner.example", homeServers: ["first", "second"], accounting: true });
    });
    afterAll(() => started.disposeAsync());

    const logIn = (attributes: Record<string, string | number>) =>
      askRadclient({ kind: "auth", port: server.authPort, attributes });
    const report = (attributes: Record<string, string | number>) =>
      askRadclient({ kind: "acct", port: server.acctPort, attributes });
    const answeredBy = async (): Promise<string | undefined> => (await logIn(thabo)).attributes["Reply-Message"];
    const stateOf = async (name: string) =>
      (await server.admin.listHomeServers({})).servers.find((one) => one.name === name)?.state;
    const reportsAt = async (freeradius: Freeradius, acctSessionId: string) =>
      recordsIn(await freeradius.accounted()).filter((one) => one["Acct-Session-Id"]?.[0] === acctSessionId);

    for (const method of ["User-Password", "CHAP-Password"]) {
      test(`${method}: with what the partner grants, but for the names of our own network`, async () => {
        const accepted = await logIn({ "User-Name": thabo["User-Name"], [method]: "umbrella" });
        assert.equal(accepted.code, "Access-Accept");
        const { "Message-Authenticator": signature, ...granted } = accepted.attributes;
        assert.ok(signature);
        assert.deepEqual(granted, {
          "Reply-Message": "first",
          "Mikrotik-Rate-Limit": "1M/4M",
          "Session-Timeout": "900",
          "Tunnel-Type:1": "VLAN",
          "Tunnel-Medium-Type:1": "IEEE-802",
          "Tunnel-Private-Group-Id:1": "42",
          "Tunnel-Password:1": "of-the-tunnel",
        });
        const refused = await logIn({ "User-Name": thabo["User-Name"], [method]: "rain" });
        assert.equal(refused.code, "Access-Reject");
      });
    }

    test("MS-CHAPv2: its proof and its keys can be read on this side", async () => {
      await server.admin.putRealm({ name: "partner", homeServers: ["first"], strip: true });
      const name = { "User-Name": `PARTNER\\${msChapExample.username}` };
      const { code, attributes } = await logIn({ ...name, ...msChapExample.attributes });
      assert.equal(code, "Access-Accept");
      assert.equal(textAfterIdentifier(attributes["MS-CHAP2-Success"]), msChapExample.success);
      assert.equal(attributes["MS-MPPE-Send-Key"], msChapExample.sendKey);
      const refused = await logIn({ ...name, ...msChapExample.wrong });
      assert.equal(refused.code, "Access-Reject");
      assert.match(refused.attributes["MS-CHAP-Error"]!, /E=691/);
    });

    const inTunnel = { ca_cert: "ca.pem", anonymous_identity: "anonymous@partner.example" };
    const networks: readonly [string, Network][] = [
      ["EAP-MD5", { eap: "MD5" }],
      ["PEAP-MSCHAPv2", { eap: "PEAP", phase2: "auth=MSCHAPV2", ...inTunnel }],
      ["TTLS-PAP", { eap: "TTLS", phase2: "auth=PAP", ...inTunnel }],
    ];
    const logInByEap = (network: Network, password = "umbrella") =>
      runEapolTest({
        authPort: server.authPort,
        secret,
        network: { ...network, identity: thabo["User-Name"], password },
        files: { "ca.pem": authorityPem },
        withoutKeys: network.eap === "MD5",
      });

    test.skipIf(!eapolTestInstalled).each(networks)(
      "%s: the conversation and its keys go through, whichever server began it",
      async (_, network) => {
        const realm = { name: "partner.example", homeServers: ["first", "second"], accounting: true };
        await server.admin.putRealm({ ...realm, order: "balance" });
        try {
          for (let turn = 0; turn < 2; turn++) {
            const run = await logInByEap(network);
            assert.ok(run.accepted, run.said);
            assert.match(run.said, network.eap === "MD5" ? /MPPE keys OK: 0/ : /MPPE keys OK: 1  mismatch: 0/);
          }
          const refused = await logInByEap(network, "rain");
          assert.ok(!refused.accepted);
          assert.equal(refused.code, "Access-Reject");
        } finally {
          await server.admin.putRealm(realm);
        }
      },
    );

    test("accounting: the partner is told what it has to know, and we know it too", async () => {
      const session = { "User-Name": thabo["User-Name"], "Acct-Session-Id": "of-thabo", "Acct-Delay-Time": 3 };
      assert.equal((await report({ ...session, "Acct-Status-Type": "Start" })).code, "Accounting-Response");
      const last = { "Acct-Status-Type": "Stop", "Acct-Session-Time": 60, "Acct-Output-Octets": 9_000 };
      assert.equal((await report({ ...session, ...last })).code, "Accounting-Response");
      await eventually(async () => {
        const told = await reportsAt(first, "of-thabo");
        assert.deepEqual(
          told.map((one) => one["Acct-Status-Type"]?.[0]),
          ["Start", "Stop"],
        );
        const [, stop] = told;
        assert.deepEqual(stop?.["User-Name"], [thabo["User-Name"]]);
        assert.deepEqual(stop?.["Acct-Output-Octets"], ["9000"]);
        const delaySeconds = Number(stop?.["Acct-Delay-Time"]);
        assert.ok(delaySeconds >= 3 && delaySeconds < 10, `${delaySeconds} s`);
      });
      const { sessions } = await server.rpc.listSessions({ username: thabo["User-Name"], limit: 10 });
      assert.deepEqual(
        sessions.map(({ acctSessionId, octetsDown, customerId }) => ({ acctSessionId, octetsDown, customerId })),
        [{ acctSessionId: "of-thabo", octetsDown: 9_000n, customerId: "" }],
      );
    });

    test("the partner cannot have its user's traffic counted as our customer's", async () => {
      const thandi = await server.newCustomer();
      const impostor = { "User-Name": "impostor@partner.example", "User-Password": "umbrella" };
      const { code, attributes } = await logIn(impostor);
      assert.equal(code, "Access-Accept");
      assert.equal(Buffer.from(attributes["Class"]!.slice(2), "hex").toString(), `${thandi.customerId}/1`);
      // A router reports the name that it was given, or else the one that it asked for.
      const { "User-Name": name = impostor["User-Name"], Class: given = "" } = attributes;
      assert.notEqual(name, thandi.username);
      const session = { "User-Name": name, Class: given, "Acct-Session-Id": "of-the-impostor" };
      await report({ ...session, "Acct-Status-Type": "Stop", "Acct-Output-Octets": 1_000_000 });
      assert.deepEqual(await server.sessions(thandi.customerId), []);
      const { sessions } = await server.rpc.listSessions({ username: name, limit: 10 });
      assert.deepEqual(
        sessions.map(({ customerId, octetsDown }) => ({ customerId, octetsDown })),
        [{ customerId: "", octetsDown: 1_000_000n }],
      );
    });

    test("when the first is away its users get in by the second, until it says that it is back", async () => {
      assert.equal(await answeredBy(), "first");
      await first.halt();
      assert.equal(await answeredBy(), "second");
      assert.equal(await stateOf("first"), "silent");
      const beganMs = performance.now();
      assert.equal(await answeredBy(), "second");
      assert.ok(performance.now() - beganMs < 1_200, "nobody waits for the silent one again");
      await first.resume();
      // Nobody logs in meanwhile: it is asked by Status-Server.
      await eventually(async () => assert.equal(await stateOf("first"), "alive"), { withinMs: 20_000 });
      assert.equal(await answeredBy(), "first");
    });

    test("when both are away a login is not answered, and reports are kept until they are back", async () => {
      await Promise.all([first.halt(), second.halt()]);
      const session = { "User-Name": thabo["User-Name"], "Acct-Session-Id": "meanwhile" };
      for (const status of statuses) {
        assert.equal((await report({ ...session, "Acct-Status-Type": status })).code, "Accounting-Response");
      }
      const keptFromMs = performance.now();
      const tried = await tryRadclient({ kind: "auth", port: server.authPort, attributes: thabo, retries: 2 });
      assert.ok(!tried.ok && tried.error.kind === "no-answer");
      const keptSeconds = Math.floor((performance.now() - keptFromMs) / 1_000);
      await Promise.all([first.resume(), second.resume()]);
      await eventually(
        async () => {
          const each = [await reportsAt(first, "meanwhile"), await reportsAt(second, "meanwhile")];
          const told = each.flat();
          // One whose answer was lost is told again.
          assert.deepEqual([...new Set(told.map(statusOf))].toSorted(), statuses.toSorted());
          for (const records of each) {
            const order = records.map((one) => statuses.indexOf(statusOf(one)));
            assert.deepEqual(
              order,
              order.toSorted((a, b) => a - b),
              "a later report came before an earlier one",
            );
          }
          assert.ok(told.every((one) => Number(one["Acct-Delay-Time"]) >= keptSeconds));
        },
        { withinMs: 20_000 },
      );
      assert.equal((await logIn(thabo)).code, "Access-Accept");
    });

    test("a server that has another secret is not believed", async () => {
      const { authPort, acctPort } = first;
      const at = { address: "127.0.0.1", authPort, acctPort, patienceMs: 300 };
      await server.admin.putHomeServer({ name: "stranger", ...at, secret: "not-the-one-they-agreed" });
      await server.admin.putRealm({ name: "stranger.example", homeServers: ["stranger"] });
      const attributes = { ...thabo, "User-Name": "thabo@stranger.example" };
      const tried = await tryRadclient({ kind: "auth", port: server.authPort, attributes });
      assert.ok(!tried.ok && tried.error.kind === "no-answer");
    });
  },
);

const statuses = ["Start", "Interim-Update", "Stop"];
const statusOf = (record: Readonly<Record<string, readonly string[]>>): string => record["Acct-Status-Type"]?.[0] ?? "";
