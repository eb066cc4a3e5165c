import assert from "node:assert/strict";
import { createAuthority, issueCertificate } from "@beacom/certificates";
import { ServiceLevel } from "@beacom/proto/billing/v1/billing";
import { valueOf } from "@beacom/result";
import { afterAll, beforeAll, describe, test } from "vitest";
import { eapolTestInstalled, type Network, runEapolTest } from "./eapol-test.ts";
import { findProgram } from "./program.ts";
import { type Customer, type RunningRadiusServer, secret, startRadiusServer } from "./radius-server.ts";
import { signingRequestByOpenssl } from "./signing-request.ts";

type Device = { certificatePem: string; privateKeyPem: string };

const trust = { ca_cert: "ca.pem", domain_match: "radius.beacom.internal" };
const tunnel = { anonymous_identity: "anonymous", ...trust };
const methods: readonly [name: string, network: Network, madeKeys: boolean][] = [
  ["EAP-MD5", { eap: "MD5" }, false],
  ["EAP-MSCHAPv2", { eap: "MSCHAPV2" }, true],
  ["PEAP-MSCHAPv2", { eap: "PEAP", phase2: "auth=MSCHAPV2", ...tunnel }, true],
  ["TTLS-PAP", { eap: "TTLS", phase2: "auth=PAP", ...tunnel }, true],
  ["TTLS-CHAP", { eap: "TTLS", phase2: "auth=CHAP", ...tunnel }, true],
  ["TTLS-MSCHAPv2", { eap: "TTLS", phase2: "auth=MSCHAPV2", ...tunnel }, true],
];
const [, , [, peap]] = methods as [unknown, unknown, [string, Network]];

describe.skipIf(!eapolTestInstalled)("wpa_supplicant's EAP, by eapol_test,", () => {
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

  const logIn = (
    network: Network,
    more: { files?: Record<string, string | Uint8Array>; mac?: string; withoutKeys?: boolean } = {},
  ) =>
    runEapolTest({
      authPort: server.authPort,
      secret,
      network,
      ...more,
      files: { "ca.pem": authorityPem, ...more.files },
    });
  const as = ({ username, password }: Customer, network: Network): Network => ({
    ...network,
    identity: username,
    password,
  });

  test.each(methods)("is let in by %s, with the same keys on both sides", async (_, network, madeKeys) => {
    const run = await logIn(as(thandi, network), { withoutKeys: !madeKeys });
    assert.ok(run.accepted, run.said);
    assert.equal(run.code, "Access-Accept");
    assert.match(run.said, madeKeys ? /MPPE keys OK: 1  mismatch: 0/ : /MPPE keys OK: 0  mismatch: 0/);
    // The name that a NAS writes into its reports, which is not the one outside of the tunnel.
    assert.equal(run.attributes["User-Name"], thandi.username);
  });

  test.each(methods)("is refused by %s with a wrong password", async (_, network, madeKeys) => {
    const run = await logIn({ ...as(thandi, network), password: "rain" }, { withoutKeys: !madeKeys });
    assert.ok(!run.accepted);
    assert.equal(run.code, "Access-Reject");
    assert.equal(run.attributes["Reply-Message"], "Wrong username or password");
    assert.match(run.said, /Received EAP-Failure/);
  });

  test.each(methods)(
    "is let in by %s under our own realm, as mail and as Windows write it",
    async (_, network, keys) => {
      await server.admin.putRealm({ name: "beacom.example", strip: true });
      await server.admin.putRealm({ name: "beacom", strip: true });
      for (const identity of [`${thandi.username}@beacom.example`, `BEACOM\\${thandi.username}`]) {
        const anonymous = network.anonymous_identity && { anonymous_identity: "anonymous@beacom.example" };
        const run = await logIn({ ...as(thandi, network), identity, ...anonymous }, { withoutKeys: !keys });
        assert.ok(run.accepted, run.said);
        assert.equal(run.attributes["User-Name"], thandi.username);
      }
    },
  );

  test("goes no further with a server whose authority it does not know", async () => {
    const stranger = await createAuthority({ commonName: "Somebody else", days: 1, now: new Date() });
    const run = await logIn(as(thandi, peap), { files: { "ca.pem": stranger.certificatePem } });
    assert.ok(!run.accepted);
    assert.match(run.said, /unable to get local issuer certificate|self-signed certificate/);
  });

  describe("with EAP-TLS", () => {
    const withCertificate = ({ certificatePem, privateKeyPem }: Device, identity = "anonymous") =>
      logIn(
        { eap: "TLS", identity, client_cert: "device.pem", private_key: "device.key", ...trust },
        { files: { "device.pem": certificatePem, "device.key": privateKeyPem } },
      );
    const issueTo = (customer: Customer, more: { name?: string; csrPem?: string; passphrase?: string } = {}) =>
      server.admin.issueCertificate({ kind: "customer", owner: customer.customerId, days: 30, ...more });

    test("is let in by the certificate alone, whatever name it says", async () => {
      const sipho = await server.newCustomer();
      const phone = await issueTo(sipho, { name: "phone" });
      for (const identity of ["anonymous", thandi.username]) {
        const run = await withCertificate(phone, identity);
        assert.ok(run.accepted, run.said);
        assert.match(run.said, /MPPE keys OK: 1  mismatch: 0/);
        assert.equal(run.attributes["User-Name"], sipho.username);
      }
    });

    test.skipIf(findProgram("openssl") === undefined)("is let in by a key that never left the device", async () => {
      const { csrPem, privateKeyPem } = await signingRequestByOpenssl("my laptop");
      const { certificatePem } = await issueTo(thandi, { name: "laptop", csrPem });
      const run = await withCertificate({ certificatePem, privateKeyPem });
      assert.ok(run.accepted, run.said);
      assert.equal(run.attributes["User-Name"], thandi.username);
    });

    test("is let in by the one file that a phone takes", async () => {
      const passphrase = "to-be-typed-once";
      const { pkcs12 } = await issueTo(thandi, { name: "phone", passphrase });
      const key = { private_key: "device.p12", private_key_passwd: passphrase };
      const run = await logIn(
        { eap: "TLS", identity: "anonymous", ...key, ...trust },
        { files: { "device.p12": pkcs12 } },
      );
      assert.ok(run.accepted, run.said);
      assert.equal(run.attributes["User-Name"], thandi.username);
    });

    test("is let in by the renewed certificate and by the one before, until that is revoked", async () => {
      const first = await issueTo(thandi, { name: "tablet" });
      const { serialNumber } = first.certificate!;
      const renewed = await server.admin.renewCertificate({ serialNumber, days: 30 });
      assert.ok((await withCertificate(first)).accepted);
      assert.ok((await withCertificate(renewed)).accepted);
      await server.admin.revokeCertificate({ serialNumber, reason: "superseded" });
      const refused = await withCertificate(first);
      assert.ok(!refused.accepted);
      assert.equal(refused.code, "Access-Reject");
      assert.match(refused.said, /Received EAP-Failure/);
      assert.ok((await withCertificate(renewed)).accepted);
    });

    test("is refused with the certificate of another authority, though it says the same", async () => {
      const now = new Date();
      const authority = await createAuthority({ commonName: "Beacom network access", days: 2, now });
      const forged = valueOf(
        await issueCertificate({ authority, profile: "eap-client", commonName: thandi.username, days: 1, now }),
      );
      const { certificatePem, privateKeyPem = "" } = forged;
      const run = await withCertificate({ certificatePem, privateKeyPem }, thandi.username);
      assert.ok(!run.accepted);
      assert.equal(run.code, "Access-Reject");
    });

    test("is refused with a router's certificate", async () => {
      const router = await server.admin.issueCertificate({ kind: "router", owner: "tower-1", days: 30 });
      assert.ok(!(await withCertificate(router)).accepted);
    });
  });

  describe("proves who it is, and is refused all the same with an EAP-Failure", () => {
    const refusedWith = async (customer: Customer, message: string, mac?: string) => {
      const run = await logIn(as(customer, peap), { ...(mac && { mac }) });
      assert.ok(!run.accepted);
      assert.match(run.said, /TLV Result - Success/);
      assert.match(run.said, /Received EAP-Failure/);
      assert.equal(run.code, "Access-Reject");
      assert.equal(run.attributes["Reply-Message"], message);
    };

    test("while it is blocked", async () => {
      const blocked = await server.newCustomer();
      await server.changeService(blocked.customerId, ServiceLevel.BLOCKED);
      await refusedWith(blocked, "No data left. Top up to come online again");
    });

    test("after it has expired", async () => {
      const expired = await server.newCustomer();
      await server.setAccess(expired.customerId, { expiresAt: "2020-01-01T00:00:00.000Z" });
      await refusedWith(expired, "This account has expired. Top up to come online again");
    });

    test("on one device more than its plan allows, and never on the one that is in", async () => {
      const family = await server.newCustomer();
      await server.setAccess(family.customerId, { simultaneousUse: { most: 1 } });
      const [phone, tablet] = ["02:45:41:50:00:0a", "02:45:41:50:00:0b"];
      assert.ok((await logIn(as(family, peap), { mac: phone })).accepted);
      await refusedWith(family, "This account is in use on another device", tablet);
      assert.ok((await logIn(as(family, peap), { mac: phone })).accepted);
    });
  });
});

describe.skipIf(!eapolTestInstalled)("where TLS 1.3 is allowed for 802.1X", () => {
  const started = new AsyncDisposableStack();
  afterAll(() => started.disposeAsync());

  test("a supplicant that speaks it is let in by PEAP, TTLS and its certificate", async () => {
    const server = await startRadiusServer({ env: { RADIUS_EAP_TLS_MAX_VERSION: "TLSv1.3" } });
    started.defer(() => server.stop());
    const { customerId, username, password } = await server.newCustomer();
    const { certificatePem, privateKeyPem } = await server.admin.issueCertificate({
      kind: "customer",
      owner: customerId,
      days: 30,
    });
    const files = {
      "ca.pem": (await server.admin.getAuthority({})).certificatePem,
      "device.pem": certificatePem,
      "device.key": privateKeyPem,
    };
    const phase1 = "tls_disable_tlsv1_3=0";
    const networks: Network[] = [
      { eap: "PEAP", phase2: "auth=MSCHAPV2", ...tunnel, identity: username, password, phase1 },
      { eap: "TTLS", phase2: "auth=PAP", ...tunnel, identity: username, password, phase1 },
      { eap: "TLS", identity: "anonymous", client_cert: "device.pem", private_key: "device.key", ...trust, phase1 },
    ];
    for (const network of networks) {
      const run = await runEapolTest({ authPort: server.authPort, secret, network, files });
      assert.ok(run.accepted, run.said);
      assert.match(run.said, /Using TLS version TLSv1.3/);
      assert.match(run.said, /MPPE keys OK: 1  mismatch: 0/);
    }
  });
});
