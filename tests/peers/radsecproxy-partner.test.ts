import assert from "node:assert/strict";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { freePorts } from "../placements/free-ports.ts";
import { eapolTestInstalled, runEapolTest } from "./eapol-test.ts";
import { type Freeradius, freeradiusInstalled, recordsIn, startFreeradius } from "./freeradius.ts";
import { msChapExample, textAfterIdentifier } from "./ms-chap-example.ts";
import { openPartner } from "./partner.ts";
import { partnerUsers } from "./partner-users.ts";
import type { Program } from "./program.ts";
import { askRadclient, radclientInstalled, tryRadclient } from "./radclient.ts";
import { type RunningRadiusServer, secret, startRadiusServer } from "./radius-server.ts";
import { type Identity, radsecproxyInstalled, startRadsecproxy } from "./radsecproxy.ts";

const installed = radsecproxyInstalled && freeradiusInstalled && radclientInstalled;
const behind = "of-the-proxy-and-its-server";
const partnerName = "radsec.partner.example";
const thabo = { "User-Name": "thabo@partner.example", "User-Password": "umbrella" };

describe.skipIf(!installed)("a partner's radsecproxy takes its users' logins and reports from us over RadSec", () => {
  const started = new AsyncDisposableStack();
  let server: RunningRadiusServer;
  let freeradius: Freeradius;
  let partner: Awaited<ReturnType<typeof openPartner>>;
  let own: Identity;
  let trusting: Identity;
  let port: number;
  let proxy: Program;
  beforeAll(async () => {
    partner = await openPartner();
    own = await partner.certificate("radsec", partnerName);
    const eap = await partner.certificate("eap-server", "radius.partner.example");
    freeradius = await startFreeradius({ secret: behind, users: partnerUsers("partner"), eap });
    started.defer(() => freeradius.stop());
    server = await startRadiusServer();
    started.defer(() => server.stop());
    // It shows its own certificate, and wants one of ours from us.
    const { certificatePem } = await server.admin.getAuthority({});
    trusting = { ...own, authorityPem: certificatePem };
    port = (await freePorts(["partner"]))("partner");
    proxy = await proxyAt(port, trusting);
    await putHomeServer("partner", {});
    await server.admin.putRealm({ name: "partner.example", homeServers: ["partner"], accounting: true });
    await server.admin.putRealm({ name: "partner", homeServers: ["partner"], strip: true });
  });
  afterAll(() => started.disposeAsync());

  async function proxyAt(near: number, identity: Identity): Promise<Program> {
    const { authPort, acctPort } = freeradius;
    const to = { transport: "udp" as const, authPort, acctPort, secret: behind };
    const began = await startRadsecproxy({ identity, from: { transport: "radsec", port: near }, to });
    started.defer(() => began.stop());
    return began;
  }
  const putHomeServer = (name: string, more: { authPort?: number; tlsName?: string; tlsAuthorityPem?: string }) =>
    server.admin.putHomeServer({
      name,
      address: "127.0.0.1",
      authPort: port,
      transport: "radsec",
      tlsName: partnerName,
      tlsAuthorityPem: partner.authorityPem,
      patienceMs: 1_000,
      ...more,
    });
  const logIn = (attributes: Record<string, string | number>) =>
    askRadclient({ kind: "auth", port: server.authPort, attributes });

  test("PAP and MS-CHAPv2, with all that is hidden readable on this side", async () => {
    const { code, attributes } = await logIn(thabo);
    assert.equal(code, "Access-Accept");
    assert.equal(attributes["Tunnel-Password:1"], "of-the-tunnel");
    assert.equal(attributes["Mikrotik-Rate-Limit"], "1M/4M");
    assert.equal((await logIn({ ...thabo, "User-Password": "rain" })).code, "Access-Reject");
    const keyed = await logIn({ "User-Name": `PARTNER\\${msChapExample.username}`, ...msChapExample.attributes });
    assert.equal(textAfterIdentifier(keyed.attributes["MS-CHAP2-Success"]), msChapExample.success);
    assert.equal(keyed.attributes["MS-MPPE-Send-Key"], msChapExample.sendKey);
  });

  test.skipIf(!eapolTestInstalled)("PEAP, with the supplicant's own keys", async () => {
    const run = await runEapolTest({
      authPort: server.authPort,
      secret,
      network: {
        eap: "PEAP",
        phase2: "auth=MSCHAPV2",
        anonymous_identity: "anonymous@partner.example",
        identity: thabo["User-Name"],
        password: thabo["User-Password"],
        ca_cert: "ca.pem",
      },
      files: { "ca.pem": partner.authorityPem },
    });
    assert.ok(run.accepted, run.said);
    assert.match(run.said, /MPPE keys OK: 1  mismatch: 0/);
  });

  test("many at once, each with its own answer", async () => {
    const passwords = Array.from({ length: 24 }, (_, i) => (i % 3 === 0 ? "rain" : "umbrella"));
    const answers = await Promise.all(passwords.map((word) => logIn({ ...thabo, "User-Password": word })));
    assert.deepEqual(
      answers.map(({ code }) => code),
      passwords.map((word) => (word === "umbrella" ? "Access-Accept" : "Access-Reject")),
    );
  });

  test("reports, with how long they were on their way", async () => {
    const attributes = { "User-Name": thabo["User-Name"], "Acct-Status-Type": "Start", "Acct-Session-Id": "by-radsec" };
    const { code } = await askRadclient({ kind: "acct", port: server.acctPort, attributes });
    assert.equal(code, "Accounting-Response");
    await eventually(async () => {
      const [told] = recordsIn(await freeradius.accounted());
      assert.deepEqual(told?.["Acct-Session-Id"], ["by-radsec"]);
      assert.deepEqual(told?.["User-Name"], [thabo["User-Name"]]);
      assert.match(told?.["Acct-Delay-Time"]?.[0] ?? "", /^\d$/);
    });
  });

  test("again, when it was started anew", async () => {
    await proxy.stop();
    proxy = await proxyAt(port, trusting);
    assert.equal((await logIn(thabo)).code, "Access-Accept");
  });

  describe("and nothing is said to", () => {
    const isSilent = async (realm: string): Promise<void> => {
      const attributes = { ...thabo, "User-Name": `thabo@${realm}` };
      const tried = await tryRadclient({ kind: "auth", port: server.authPort, attributes });
      assert.ok(!tried.ok && tried.error.kind === "no-answer");
      const { servers } = await server.admin.listHomeServers({});
      await eventually(() => assert.equal(servers.find(({ name }) => name === realm)?.state, "silent"));
    };
    const whyItFailed = (realm: string): string =>
      JSON.stringify(server.log.filter(({ homeServer, reason }) => homeServer === realm && reason !== undefined));

    test("a server whose certificate has another name than the partner's", async () => {
      await putHomeServer("other-name.example", { tlsName: "radsec.elsewhere.example" });
      await server.admin.putRealm({ name: "other-name.example", homeServers: ["other-name.example"] });
      await isSilent("other-name.example");
      assert.match(whyItFailed("other-name.example"), /does not match certificate's altnames/);
    });

    test("a server whose certificate is not from the partner's authority", async () => {
      const stranger = await openPartner();
      await putHomeServer("other-authority.example", { tlsAuthorityPem: stranger.authorityPem });
      await server.admin.putRealm({ name: "other-authority.example", homeServers: ["other-authority.example"] });
      await isSilent("other-authority.example");
      assert.match(whyItFailed("other-authority.example"), /unable to verify/);
    });

    test("a server that does not want our certificate", async () => {
      const authPort = (await freePorts(["unwilling"]))("unwilling");
      await proxyAt(authPort, own);
      await putHomeServer("unwanted.example", { authPort });
      await server.admin.putRealm({ name: "unwanted.example", homeServers: ["unwanted.example"] });
      await isSilent("unwanted.example");
      assert.match(whyItFailed("unwanted.example"), /unknown ca/);
    });
  });
});
