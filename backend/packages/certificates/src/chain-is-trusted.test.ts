import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { valueOf } from "@beacom/result";
import { beforeAll, describe, test } from "vitest";
import { type Authority, newKeyPair } from "#authority";
import { signCertificate } from "#certificate";
import { chainIsTrusted, type Usage } from "#chain-is-trusted";
import { createAuthority } from "#create-authority";
import { nothing, objectIdentifier, octetString, sequence, yes } from "#der/write";
import { distinguishedName } from "#distinguished-name";
import {
  authorityConstraints,
  extendedKeyUsage,
  KeyUse,
  keyUsage,
  noAuthority,
  subjectKeyIdentifier,
} from "#extensions";
import { issueCertificate, type Profile } from "#issue-certificate";
import { Purpose } from "#object-identifiers";
import { pemBlocks, toPem } from "#pem";

const now = new Date("2026-03-01T10:00:00Z");
const after = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
const derOf = (pem: string): Uint8Array => pemBlocks(pem, "CERTIFICATE")[0]!;

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority({ commonName: "Karoo authority", days: 100, now });
});

const issue = async (profile: Profile, by = authority): Promise<Uint8Array> =>
  derOf(valueOf(await issueCertificate({ authority: by, profile, commonName: "one", days: 10, now })).certificatePem);

const trust = (
  certificate: Uint8Array,
  {
    at = now,
    usage = "client",
    intermediates = [],
    authorityPems = [authority.certificatePem],
  }: { at?: Date; usage?: Usage; intermediates?: Uint8Array[]; authorityPems?: string[] } = {},
) => chainIsTrusted({ certificate, intermediates, authorityPems, at, usage });

const refusal = (kind: string, more = {}) => ({ ok: false, error: { kind, ...more } });
const trusted = { ok: true, value: undefined };

describe("a certificate that the authority issued", () => {
  test("is trusted for what it was issued for", async () => {
    const [server, client, radsec] = await Promise.all([issue("eap-server"), issue("eap-client"), issue("radsec")]);
    assert.deepEqual(trust(client), trusted);
    assert.deepEqual(trust(server, { usage: "server" }), trusted);
    assert.deepEqual(trust(radsec), trusted);
    assert.deepEqual(trust(radsec, { usage: "server" }), trusted);
    assert.deepEqual(trust(client, { usage: "server" }), refusal("wrong-usage"));
    assert.deepEqual(trust(server), refusal("wrong-usage"));
  });

  test("is trusted from its first second to its last", async () => {
    const client = await issue("eap-client");
    const [from, until] = [after(-1 / 24), after(10)];
    assert.deepEqual(trust(client, { at: from }), trusted);
    assert.deepEqual(trust(client, { at: until }), trusted);
    assert.deepEqual(trust(client, { at: new Date(from.getTime() - 1) }), refusal("not-yet-valid", { from }));
    assert.deepEqual(trust(client, { at: new Date(until.getTime() + 1) }), refusal("expired", { until }));
  });

  test("is trusted when its authority is one of many, and of several with one name", async () => {
    const twin = await createAuthority({ commonName: "Karoo authority", days: 100, now });
    const other = await createAuthority({ commonName: "Another", days: 100, now });
    const bundle = [other, twin, authority].map(({ certificatePem }) => certificatePem);
    const client = await issue("eap-client");
    assert.deepEqual(trust(client, { authorityPems: bundle }), trusted);
    assert.deepEqual(trust(client, { authorityPems: [bundle.join("\n")] }), trusted);
    assert.deepEqual(trust(client, { authorityPems: [twin.certificatePem] }), refusal("not-issued-here"));
    assert.deepEqual(trust(client, { authorityPems: [] }), refusal("not-issued-here"));
  });

  test("is not trusted after any octet of its signed part was changed", async () => {
    const client = await issue("eap-client");
    for (let i = 4; i < client.length; i++) {
      const changed = client.slice();
      changed[i]! ^= 0x04;
      assert.equal(trust(changed).ok, false, `octet ${i}`);
    }
  });

  test("names its authority's key as that one names it itself", async () => {
    const { publicKeyInfo, privateKeyPem } = await newKeyPair();
    const name = distinguishedName({ commonName: "brought along", organisation: undefined });
    const extensions = [authorityConstraints(0), subjectKeyIdentifier(Uint8Array.of(1, 2, 3))];
    const validity = { notBefore: now, notAfter: after(50) };
    const key = createPrivateKey(privateKeyPem);
    const { der } = await signCertificate({ issuer: name, subject: name, publicKeyInfo, validity, extensions, key });
    const certificatePem = toPem("CERTIFICATE", der);
    const client = await issue("eap-client", { certificatePem, privateKeyPem });
    assert.deepEqual(trust(client, { authorityPems: [certificatePem] }), trusted);
  });

  test("cannot issue another", async () => {
    const { certificatePem, privateKeyPem } = valueOf(
      await issueCertificate({ authority, profile: "radsec", commonName: "tower", days: 10, now }),
    );
    const forged = await issue("eap-client", { certificatePem, privateKeyPem: privateKeyPem! });
    assert.deepEqual(trust(forged, { intermediates: [derOf(certificatePem)] }), refusal("not-issued-here"));
  });
});

describe("a chain with an authority between", () => {
  type Signer = { name: Uint8Array; keyPem: string };
  const signer = (commonName: string, keyPem: string): Signer => ({
    name: distinguishedName({ commonName, organisation: undefined }),
    keyPem,
  });

  /** A certificate of any make, by a root of our own making. */
  async function make(by: Signer | "itself", commonName: string, days: number, extensions: Uint8Array[]) {
    const { publicKeyInfo, privateKeyPem } = await newKeyPair();
    const own = signer(commonName, privateKeyPem);
    const { der } = await signCertificate({
      issuer: by === "itself" ? own.name : by.name,
      subject: own.name,
      publicKeyInfo,
      validity: { notBefore: now, notAfter: after(days) },
      extensions,
      key: createPrivateKey(by === "itself" ? privateKeyPem : by.keyPem),
    });
    return { der, ...own };
  }

  const authorityExtensions = (pathLength: number) => [authorityConstraints(pathLength), keyUsage(KeyUse.keyCertSign)];
  const leafExtensions = [noAuthority, keyUsage(KeyUse.digitalSignature), extendedKeyUsage([Purpose.clientAuth])];

  async function chain({ pathLength = 1, middle = authorityExtensions(0), middleDays = 50, leaf = leafExtensions }) {
    const root = await make("itself", "root", 100, authorityExtensions(pathLength));
    const between = await make(root, "between", middleDays, middle);
    const end = await make(between, "end", 20, leaf);
    const authorityPems = [toPem("CERTIFICATE", root.der)];
    return (at = now, intermediates = [between.der]) => trust(end.der, { at, intermediates, authorityPems });
  }

  test("is trusted with it, and not without it", async () => {
    const judge = await chain({});
    assert.deepEqual(judge(), trusted);
    assert.deepEqual(judge(now, []), refusal("not-issued-here"));
  });

  test("ends when any of it ends", async () => {
    const judge = await chain({ middleDays: 10 });
    assert.deepEqual(judge(after(15)), refusal("expired", { until: after(10) }));
    const whole = await chain({});
    assert.deepEqual(whole(after(30)), refusal("expired", { until: after(20) }));
    assert.deepEqual(whole(after(120)), refusal("expired", { until: after(50) }));
  });

  test("is no longer than its authorities allow", async () => {
    assert.deepEqual((await chain({ pathLength: 0 }))(), refusal("not-issued-here"));
  });

  test("needs authorities that are authorities", async () => {
    assert.deepEqual((await chain({ middle: [] }))(), refusal("not-issued-here"));
    assert.deepEqual((await chain({ middle: [noAuthority] }))(), refusal("not-issued-here"));
    const mute = [authorityConstraints(0), keyUsage(KeyUse.digitalSignature)];
    assert.deepEqual((await chain({ middle: mute }))(), refusal("not-issued-here"));
  });

  test("is of the purposes that each authority has", async () => {
    const only = (purpose: string) => [...authorityExtensions(0), extendedKeyUsage([purpose])];
    assert.deepEqual((await chain({ middle: only(Purpose.clientAuth) }))(), trusted);
    assert.deepEqual((await chain({ middle: only(Purpose.serverAuth) }))(), refusal("wrong-usage"));
  });

  test("with no purposes named serves every one, unless its key may not sign", async () => {
    assert.deepEqual((await chain({ leaf: [] }))(), trusted);
    assert.deepEqual((await chain({ leaf: [extendedKeyUsage([Purpose.any])] }))(), trusted);
    assert.deepEqual((await chain({ leaf: [keyUsage(KeyUse.keyEncipherment)] }))(), refusal("wrong-usage"));
  });

  test("is refused for a critical extension that nobody here understands", async () => {
    const nameConstraints = sequence(objectIdentifier("2.5.29.30"), yes, octetString(sequence()));
    const refused = refusal("unknown-critical-extension", { id: "2.5.29.30" });
    assert.deepEqual((await chain({ middle: [...authorityExtensions(0), nameConstraints] }))(), refused);
    const odd = sequence(objectIdentifier("1.3.6.1.4.1.99999.1"), octetString(nothing));
    assert.deepEqual((await chain({ leaf: [...leafExtensions, odd] }))(), trusted);
  });

  test("of many that all name each other is given up in time", async () => {
    const circle = await make("itself", "circle", 100, [authorityConstraints(9), keyUsage(KeyUse.keyCertSign)]);
    const ring = await Promise.all(
      Array.from({ length: 30 }, async (_, i) => {
        const { publicKeyInfo } = await newKeyPair();
        const validity = { notBefore: now, notAfter: after(i + 1) };
        const key = createPrivateKey(circle.keyPem);
        const made = { issuer: circle.name, subject: circle.name, publicKeyInfo, validity, key };
        return (await signCertificate({ ...made, extensions: authorityExtensions(9) })).der;
      }),
    );
    const end = await make(circle, "end", 20, leafExtensions);
    const start = process.threadCpuUsage();
    assert.deepEqual(trust(end.der, { intermediates: [circle.der, ...ring] }), refusal("not-issued-here"));
    assert.ok(process.threadCpuUsage(start).user < 500_000);
  });
});

test("what is no certificate is refused, and a broken authority is a fault", async () => {
  assert.deepEqual(trust(new Uint8Array()), refusal("malformed", { offset: 0 }));
  const client = await issue("eap-client");
  assert.deepEqual(trust(client.subarray(0, -1)), refusal("malformed", { offset: 1 }));
  assert.deepEqual(trust(client, { intermediates: [client.subarray(9)] }), trusted);
  assert.throws(() => trust(client, { authorityPems: [toPem("CERTIFICATE", client.subarray(9))] }), /cannot be read/);
});
