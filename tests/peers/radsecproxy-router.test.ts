import assert from "node:assert/strict";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { freePorts } from "../placements/free-ports.ts";
import { eapolTestInstalled, runEapolTest } from "./eapol-test.ts";
import { freeradiusInstalled, startFreeradius } from "./freeradius.ts";
import { openPartner } from "./partner.ts";
import { findProgram, runProgram } from "./program.ts";
import { askRadclient, radclientInstalled, tryRadclient } from "./radclient.ts";
import { type Customer, type RunningRadiusServer, secret, startRadiusServer } from "./radius-server.ts";
import { type Identity, radsecproxyInstalled, startRadsecproxy } from "./radsecproxy.ts";

const serverName = "radius.beacom.internal";
const openssl = findProgram("openssl");

describe.skipIf(!radsecproxyInstalled || !radclientInstalled)(
  "radsecproxy brings a router's packets over RadSec",
  () => {
    const started = new AsyncDisposableStack();
    let server: RunningRadiusServer;
    let thandi: Customer;
    let authorityPem: string;
    beforeAll(async () => {
      server = await startRadiusServer();
      started.defer(() => server.stop());
      thandi = await server.newCustomer();
      authorityPem = (await server.admin.getAuthority({})).certificatePem;
    });
    afterAll(() => started.disposeAsync());

    /** It has no address of its own, only a certificate from here. */
    async function newRouter(name: string, more: { coaAddress?: string; coaPort?: number; secret?: string } = {}) {
      await server.putRouter({ name, address: "", secret: "", certificate: `${name}.example`, ...more });
      const issued = await server.admin.issueCertificate({ kind: "router", owner: name, days: 30 });
      return { serialNumber: issued.certificate!.serialNumber, identity: { ...keyPairOf(issued), authorityPem } };
    }
    async function proxyWith(identity: Identity, name = serverName) {
      const port = (await freePorts(["near"]))("near");
      const to = { transport: "radsec" as const, port: server.radsecPort, name };
      const proxy = await startRadsecproxy({ identity, from: { transport: "udp", port, secret }, to });
      started.defer(() => proxy.stop());
      return { port, proxy };
    }
    const logIn = (port: number, password = thandi.password) =>
      askRadclient({ kind: "auth", port, attributes: { "User-Name": thandi.username, "User-Password": password } });
    async function isSilent(port: number): Promise<void> {
      const attributes = { "User-Name": thandi.username, "User-Password": thandi.password };
      const tried = await tryRadclient({ kind: "auth", port, attributes });
      assert.ok(!tried.ok && tried.error.kind === "no-answer");
    }
    const logged = (message: string) => server.log.filter(({ msg }) => msg === message);
    const connectionsOf = (router: string): number =>
      logged("router connected over RadSec").filter(({ name }) => name === router).length;
    /** Each reason is logged once for a source. */
    const wasRefusedFor = (why: string) =>
      eventually(() =>
        assert.ok(
          logged("packet dropped").some(({ reason }) => reason === why),
          why,
        ),
      );

    test("and who it is, its certificate tells: logins and reports are those of that router", async () => {
      const { port } = await proxyWith((await newRouter("tower-9")).identity);
      const { code, attributes } = await logIn(port);
      assert.deepEqual([code, attributes["Mikrotik-Rate-Limit"]], ["Access-Accept", "5M/20M"]);
      assert.equal((await logIn(port, "rain")).code, "Access-Reject");
      const report = { "User-Name": thandi.username, "Acct-Status-Type": "Start", "Acct-Session-Id": "by-radsec" };
      assert.equal((await askRadclient({ kind: "acct", port, attributes: report })).code, "Accounting-Response");
      const [session] = await server.sessions(thandi.customerId);
      assert.deepEqual([session?.nasName, session?.acctSessionId], ["tower-9", "by-radsec"]);
      const logins = await Promise.all(Array.from({ length: 20 }, () => logIn(port)));
      assert.ok(logins.every((login) => login.code === "Access-Accept"));
      assert.equal(connectionsOf("tower-9"), 1);
    });

    test.skipIf(!eapolTestInstalled)("and the keys of EAP are the supplicant's on the other side of it", async () => {
      const { port } = await proxyWith((await newRouter("tower-10")).identity);
      const { username: identity, password } = thandi;
      const network = { eap: "PEAP", phase2: "auth=MSCHAPV2", identity, password, ca_cert: "ca.pem" } as const;
      const run = await runEapolTest({ authPort: port, secret, network, files: { "ca.pem": authorityPem } });
      assert.ok(run.accepted, run.said);
      assert.match(run.said, /MPPE keys OK: 1  mismatch: 0/);
    });

    test("until its certificate is revoked: the connection ends, and there is no other", async () => {
      const { identity, serialNumber } = await newRouter("tower-11");
      const { port } = await proxyWith(identity);
      assert.equal((await logIn(port)).code, "Access-Accept");
      await server.admin.revokeCertificate({ serialNumber, reason: "key-compromise" });
      await eventually(() =>
        assert.ok(logged("router disconnected from RadSec").some(({ name }) => name === "tower-11")),
      );
      await isSilent(port);
      const { port: another } = await proxyWith(identity);
      await wasRefusedFor("certificate-revoked");
      await isSilent(another);
      assert.equal(connectionsOf("tower-11"), 1);
    });

    test("and not with a certificate of another authority, a customer's, or one whose router was removed", async () => {
      const partner = await openPartner();
      const { identity: removed } = await newRouter("tower-12");
      await server.rpc.removeNas({ name: "tower-12" });
      const strangers = [
        ["not-issued-here", await partner.certificate("radsec", "tower-9.example")],
        [
          "certificate-of-another-kind",
          await server.admin.issueCertificate({ kind: "customer", owner: thandi.customerId, days: 30 }),
        ],
        ["router-unknown", removed],
      ] as const;
      for (const [reason, stranger] of strangers) {
        const { port, proxy } = await proxyWith({ ...keyPairOf(stranger), authorityPem });
        await wasRefusedFor(reason);
        await isSilent(port);
        await proxy.stop();
      }
    });

    test("and not to a server that is not the one it knows", async () => {
      const { identity } = await newRouter("tower-13");
      const partner = await openPartner();
      const wrongAuthority = await proxyWith({ ...identity, authorityPem: partner.authorityPem });
      const wrongName = await proxyWith(identity, "radius.elsewhere.example");
      await wrongAuthority.proxy.says("certificate verify failed");
      await wrongName.proxy.says("certificate verification failed");
      await Promise.all([isSilent(wrongAuthority.port), isSilent(wrongName.port)]);
    });

    test.skipIf(openssl === undefined)(
      "and stays connected while the server's certificate is renewed; who comes then meets the new one",
      async () => {
        const { port } = await proxyWith((await newRouter("tower-14")).identity);
        assert.equal((await logIn(port)).code, "Access-Accept");
        const { server: before } = await server.admin.getAuthority({});
        assert.equal(await fingerprintAt(server.radsecPort), before?.sha256);
        // As if its last month had begun.
        await server.sql`update certificates set not_after = now() + interval '29 days' where kind = 'server'`;
        await eventually(async () => {
          const { server: renewed } = await server.admin.getAuthority({});
          assert.notEqual(renewed?.serialNumber, before?.serialNumber);
          assert.equal(await fingerprintAt(server.radsecPort), renewed?.sha256);
        });
        assert.equal((await logIn(port)).code, "Access-Accept");
        assert.equal(connectionsOf("tower-14"), 1);
      },
    );

    test.skipIf(!freeradiusInstalled)(
      "which passes no CoA back, so that it goes to the address that the operator has given",
      async () => {
        const das = await startFreeradius({ secret });
        started.defer(() => das.stop());
        const at = { coaAddress: "127.0.0.1", coaPort: das.coaPort, secret };
        const { port } = await proxyWith((await newRouter("tower-15", at)).identity);
        const attributes = {
          "User-Name": thandi.username,
          "Acct-Status-Type": "Start",
          "Acct-Session-Id": "behind-a-proxy",
          "Framed-IP-Address": "100.64.0.15",
        };
        assert.equal((await askRadclient({ kind: "acct", port, attributes })).code, "Accounting-Response");
        const [session] = await server.sessions(thandi.customerId);
        const { outcome } = await server.rpc.disconnect({ sessionId: session!.sessionId });
        assert.equal(outcome, "acknowledged");
      },
    );
  },
);

const keyPairOf = ({ certificatePem, privateKeyPem }: Omit<Identity, "authorityPem">) => ({
  certificatePem,
  privateKeyPem,
});

/** Of the certificate that openssl is shown. */
async function fingerprintAt(port: number): Promise<string | undefined> {
  const shown = `"${openssl}" s_client -connect 127.0.0.1:${port} </dev/null 2>/dev/null`;
  const { said } = await runProgram("sh", ["-c", `${shown} | "${openssl}" x509 -noout -fingerprint -sha256`]);
  return /Fingerprint=([0-9A-F:]+)/i.exec(said)?.[1]?.replaceAll(":", "").toLowerCase();
}
