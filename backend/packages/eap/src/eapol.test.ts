import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { EapStep } from "#conversation";
import { makePki, type Pki } from "#testing/certificates";
import { eapolTestIsInstalled, type EapolRun, type Network, runEapolTest } from "#testing/eapol-test";
import { startRadiusServer, type TestRadiusServer } from "#testing/radius-server";
import { knownUser, proofsFrom, serverOf } from "#testing/server";

const secret = "testing123";
const versions = ["TLSv1.2", "TLSv1.3"] as const;

/** wpa_supplicant does not offer TLS 1.3 for EAP unless told to. */
const phase1 = { "TLSv1.2": "tls_disable_tlsv1_3=1", "TLSv1.3": "tls_disable_tlsv1_3=0" };

const { username: identity, password } = knownUser;
const inTunnel = { identity, password, anonymous_identity: "anonymous@beacom.example" };

const methods: readonly [method: string, network: Network][] = [
  ["peap-mschapv2", { eap: "PEAP", phase2: "auth=MSCHAPV2", ...inTunnel }],
  ["ttls-pap", { eap: "TTLS", phase2: "auth=PAP", ...inTunnel }],
  ["ttls-chap", { eap: "TTLS", phase2: "auth=CHAP", ...inTunnel }],
  ["ttls-mschapv2", { eap: "TTLS", phase2: "auth=MSCHAPV2", ...inTunnel }],
  ["ttls-eap-mschapv2", { eap: "TTLS", phase2: "autheap=MSCHAPV2", ...inTunnel }],
  ["ttls-eap-md5", { eap: "TTLS", phase2: "autheap=MD5", ...inTunnel }],
];

describe.skipIf(!eapolTestIsInstalled)("wpa_supplicant, by eapol_test,", () => {
  let pki: Pki;
  const servers: TestRadiusServer[] = [];
  beforeAll(() => {
    pki = makePki("ec");
  });
  afterAll(() => {
    for (const server of servers) server.close();
    pki?.remove();
  });

  async function start(...options: Parameters<typeof serverOf> extends [Pki, ...infer Rest] ? Rest : never) {
    const server = await startRadiusServer(serverOf(pki, ...options), secret);
    servers.push(server);
    return server;
  }

  const run = (server: TestRadiusServer, network: Network, args: readonly string[] = []) =>
    runEapolTest({ network, port: server.port, secret, directory: pki.directory, args });

  const trusting = (network: Network): Network => ({
    ...network,
    ca_cert: pki.root.certificateFile,
    domain_match: "radius.test",
  });

  const certified = (client: "client" | "stranger"): Network => ({
    eap: "TLS",
    identity: "anonymous",
    client_cert: pki[client].certificateFile,
    private_key: pki[client].privateKeyFile,
  });

  test("is let in by EAP-MD5, which has no keys", async () => {
    const server = await start();
    const { accepted } = await run(server, { eap: "MD5", identity, password }, ["-n"]);
    assert.equal(accepted, true);
    assert.equal(acceptedBy(server).method, "md5");
  });

  test("is let in by EAP-MSCHAPv2, also by the NT hash alone", async () => {
    for (const kept of ["cleartext", "ntHash"] as const) {
      const server = await start({}, { proofsOf: () => proofsFrom(password, kept) });
      const outcome = await run(server, { eap: "MSCHAPV2", identity, password });
      assert.equal(outcome.accepted, true);
      const { method, msk } = acceptedBy(server);
      assert.equal(method, "mschapv2");
      assert.equal(derived(outcome, "key"), hex(msk!.subarray(0, 32)));
    }
  });

  describe.each(versions)("over %s", (version) => {
    test.each(methods)("is let in by %s with the same keys on both sides", async (method, network) => {
      const server = await start({ maxVersion: "TLSv1.3" });
      const outcome = await run(server, trusting({ ...network, phase1: phase1[version] }));
      assert.equal(outcome.accepted, true);
      assert.match(outcome.output, new RegExp(`Using TLS version ${version}`));
      const accepted = acceptedBy(server);
      assert.deepEqual([accepted.method, accepted.username], [method, identity]);
      assert.equal(derived(outcome, "key"), hex(accepted.msk!));
      assert.equal(derived(outcome, "Session-Id"), hex(accepted.sessionId!));
    });

    test.each(methods)("is refused by %s with a wrong password", async (_method, network) => {
      const server = await start({ maxVersion: "TLSv1.3" });
      const wrong = { ...network, password: "wrong", phase1: phase1[version] };
      assert.equal((await run(server, trusting(wrong))).accepted, false);
      assert.equal(refusedBy(server).reason, "wrong-password");
    });

    test("is let in by EAP-TLS with its certificate, in fragments of both sides", async () => {
      const server = await start({ maxVersion: "TLSv1.3", fragmentOctets: 257 });
      const network = { ...certified("client"), phase1: phase1[version], fragment_size: 300 };
      const outcome = await run(server, trusting(network));
      assert.equal(outcome.accepted, true);
      const accepted = acceptedBy(server);
      assert.deepEqual([accepted.method, accepted.username], ["tls", "thandi"]);
      assert.equal(derived(outcome, "key"), hex(accepted.msk!));
      assert.equal(derived(outcome, "Session-Id"), hex(accepted.sessionId!));
    });

    test("is refused by EAP-TLS with a stranger's certificate", async () => {
      const server = await start({ maxVersion: "TLSv1.3" });
      assert.equal(
        (await run(server, trusting({ ...certified("stranger"), phase1: phase1[version] }))).accepted,
        false,
      );
      assert.equal(refusedBy(server).reason, "certificate-refused");
    });

    test("is let in a second time, by a whole new handshake", async () => {
      const server = await start({ maxVersion: "TLSv1.3" });
      const network = { eap: "TTLS", phase2: "auth=PAP", ...inTunnel, phase1: phase1[version] };
      const { accepted } = await run(server, trusting(network), ["-r", "2"]);
      assert.equal(accepted, true);
      assert.equal(server.steps.filter(({ kind }) => kind === "accepted").length, 3);
    });

    test("does not go on with a server that it does not know", async () => {
      const server = await start({ maxVersion: "TLSv1.3" });
      const network = { eap: "PEAP", phase2: "auth=MSCHAPV2", ...inTunnel, ca_cert: pki.stranger.certificateFile };
      assert.equal((await run(server, { ...network, phase1: phase1[version] })).accepted, false);
      const { reason, detail } = refusedBy(server);
      assert.equal(reason, "tls-failed");
      assert.match(detail!, /alert unknown ca/);
    });
  });

  test("sees the protected sign of success of EAP-TLS over TLS 1.3", async () => {
    const server = await start({ maxVersion: "TLSv1.3" });
    const { output } = await run(server, trusting({ ...certified("client"), phase1: phase1["TLSv1.3"] }));
    assert.match(output, /ACKing Commitment Message/);
  });

  test("speaks TLS 1.2 with a server as it comes, even where it offers more", async () => {
    const server = await start();
    const outcome = await run(
      server,
      trusting({ eap: "PEAP", phase2: "auth=MSCHAPV2", ...inTunnel, phase1: phase1["TLSv1.3"] }),
    );
    assert.equal(outcome.accepted, true);
    assert.match(outcome.output, /Using TLS version TLSv1.2/);
  });

  test("is let in by a server with an RSA certificate", async () => {
    const rsa = makePki("rsa");
    try {
      const server = await startRadiusServer(serverOf(rsa), secret);
      servers.push(server);
      const network = { eap: "PEAP", phase2: "auth=MSCHAPV2", ...inTunnel, ca_cert: rsa.root.certificateFile };
      assert.equal((await run(server, network)).accepted, true);
    } finally {
      rsa.remove();
    }
  });
});

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** eapol_test prints what the supplicant has derived. */
const derived = ({ output }: EapolRun, what: "key" | "Session-Id"): string | undefined =>
  new RegExp(`Derived ${what} - hexdump\\(len=\\d+\\): ([0-9a-f ]+)`).exec(output)?.[1]?.replaceAll(" ", "");

function acceptedBy({ steps }: TestRadiusServer): EapStep & { kind: "accepted" } {
  const last = steps.at(-1);
  assert.ok(last?.kind === "accepted", `the last step was ${last?.kind}`);
  return last;
}

function refusedBy({ steps }: TestRadiusServer): EapStep & { kind: "refused" } {
  const last = steps.at(-1);
  assert.ok(last?.kind === "refused", `the last step was ${last?.kind}`);
  return last;
}
