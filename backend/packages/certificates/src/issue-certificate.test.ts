import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { valueOf } from "@beacom/result";
import { beforeAll, describe, test } from "vitest";
import type { Authority } from "#authority";
import { createAuthority } from "#create-authority";
import { type CertificateOrder, issueCertificate, type IssueRefusal } from "#issue-certificate";
import { toPem } from "#pem";
import { readCertificate } from "#read-certificate";
import { ecKeys, requestDer, requestPem, rsaKeys } from "#testing/request";

const now = new Date("2026-03-01T10:00:00.250Z");
const dayMs = 86_400_000;

let authority: Authority;
beforeAll(async () => {
  authority = await createAuthority({ commonName: "Karoo, “Wireless” + Fibre", organisation: "Karoo", days: 30, now });
});

const issue = (order: Partial<CertificateOrder>) =>
  issueCertificate({ authority, profile: "eap-client", commonName: "thandi", days: 10, now, ...order });

describe("an issued certificate", () => {
  test("says what was ordered, and its key is its own", async () => {
    const issued = valueOf(
      await issue({
        profile: "eap-server",
        commonName: "radius.karoo.example",
        organisation: "Karoo",
        dnsNames: ["radius.karoo.example", "*.karoo.example"],
        ipAddresses: ["127.0.0.1"],
        emails: ["noc@karoo.example"],
        uris: ["urn:beacom:radius"],
      }),
    );
    const facts = valueOf(readCertificate(issued.certificatePem));
    assert.deepEqual(facts, {
      serialNumber: issued.serialNumber,
      commonName: "radius.karoo.example",
      subject: "CN=radius.karoo.example,O=Karoo",
      issuer: String.raw`CN=Karoo\, “Wireless” \+ Fibre,O=Karoo`,
      dnsNames: ["radius.karoo.example", "*.karoo.example"],
      ipAddresses: ["127.0.0.1"],
      emails: ["noc@karoo.example"],
      uris: ["urn:beacom:radius"],
      userPrincipalNames: [],
      notBefore: new Date("2026-03-01T09:00:00Z"),
      notAfter: new Date("2026-03-11T10:00:00Z"),
      sha256: issued.sha256,
      publicKey: { algorithm: "ec", curve: "prime256v1" },
    });
    assert.deepEqual([issued.notBefore, issued.notAfter], [facts.notBefore, facts.notAfter]);
    const certificate = new X509Certificate(issued.certificatePem);
    assert.ok(certificate.checkPrivateKey(createPrivateKey(issued.privateKeyPem!)));
    assert.ok(certificate.checkHost("radius.karoo.example"));
    assert.equal(certificate.fingerprint256.replaceAll(":", "").toLowerCase(), issued.sha256);
  });

  test("has a serial number of sixteen octets that no other has", async () => {
    const numbers = await Promise.all(Array.from({ length: 50 }, async () => valueOf(await issue({})).serialNumber));
    for (const number of numbers) assert.match(number, /^[4-7][\da-f]{31}$/);
    assert.equal(new Set(numbers).size, numbers.length);
  });

  test("may end with its authority, and begins no earlier", async () => {
    const last = valueOf(await issue({ days: 30 }));
    assert.equal(last.notAfter.toISOString(), "2026-03-31T10:00:00.000Z");
    const young = await createAuthority({ commonName: "young", days: 30, now: new Date(now.getTime() + 1_800_000) });
    const early = valueOf(await issue({ authority: young, now: new Date(now.getTime() + 100_000) }));
    assert.equal(early.notBefore.toISOString(), "2026-03-01T09:30:00.000Z");
  });

  test("is read with years beyond 2049 too", async () => {
    const old = await createAuthority({ commonName: "old", days: 20_000, now });
    const issued = valueOf(await issue({ authority: old, days: 19_000 }));
    assert.equal(issued.notAfter.toISOString(), "2078-03-08T10:00:00.000Z");
    assert.equal(new X509Certificate(issued.certificatePem).validToDate.getTime(), issued.notAfter.getTime());
  });
});

describe("an order is refused", () => {
  const cases: [string, Partial<CertificateOrder>, IssueRefusal][] = [
    [
      "that would outlive its authority",
      { days: 30.01 },
      { kind: "would-outlive-its-authority", authorityUntil: new Date("2026-03-31T10:00:00Z") },
    ],
    [
      "for longer than a date can say",
      { days: 1e12 },
      { kind: "would-outlive-its-authority", authorityUntil: new Date("2026-03-31T10:00:00Z") },
    ],
    [
      "before its authority begins",
      { now: new Date(now.getTime() - dayMs) },
      { kind: "authority-not-yet-valid", from: new Date("2026-03-01T09:00:00Z") },
    ],
    ["for no days", { days: 0 }, { kind: "days-not-positive" }],
    ["for days that are no number", { days: Number.NaN }, { kind: "days-not-positive" }],
    ["without a name", { commonName: "" }, { kind: "name-unusable", name: "" }],
    ["with a name that hides its end", { commonName: "a\0.b" }, { kind: "name-unusable", name: "a\0.b" }],
    ["of an organisation without a name", { organisation: "" }, { kind: "name-unusable", name: "" }],
    ["with a name of 65 characters", { commonName: "a".repeat(65) }, { kind: "name-too-long", longest: 64 }],
    ["with a host name that is none", { dnsNames: ["a b"] }, { kind: "name-unusable", name: "a b" }],
    ["with an address that is none", { ipAddresses: ["1.2.3"] }, { kind: "name-unusable", name: "1.2.3" }],
    ["with an e-mail that is none", { emails: ["@x"] }, { kind: "name-unusable", name: "@x" }],
    ["with a URI that is none", { uris: ["x"] }, { kind: "name-unusable", name: "x" }],
    ["with a list at no address", { crlUrl: "é" }, { kind: "name-unusable", name: "é" }],
  ];
  test.each(cases)("%s", async (_, order, error) => {
    assert.deepEqual(await issue(order), { ok: false, error });
  });
});

describe("a signing request", () => {
  test.each([
    ["P-256", ecKeys()],
    ["P-384", ecKeys("P-384")],
    ["RSA of 2048 bits", rsaKeys(2048)],
  ])("for a key of %s is certified under the names of the order", async (_, keys) => {
    const issued = valueOf(await issue({ profile: "radsec", csrPem: requestPem({ keys }) }));
    assert.equal(issued.privateKeyPem, undefined);
    assert.equal(valueOf(readCertificate(issued.certificatePem)).subject, "CN=thandi");
    assert.ok(new X509Certificate(issued.certificatePem).checkPrivateKey(keys.privateKey));
  });

  test("is refused when another key signed it", async () => {
    const refused = await issue({ csrPem: requestPem({ keys: ecKeys(), signedBy: ecKeys() }) });
    assert.deepEqual(refused, { ok: false, error: { kind: "request-not-signed-by-its-key" } });
  });

  test("is refused when the key is weak, whether short or of a small exponent", async () => {
    const short = await issue({ csrPem: requestPem({ keys: rsaKeys(1024) }) });
    assert.deepEqual(short, { ok: false, error: { kind: "key-too-weak", bits: 1024, fewestBits: 2048 } });
    const small = await issue({ csrPem: requestPem({ keys: rsaKeys(2048, 3) }) });
    assert.deepEqual(small, { ok: false, error: { kind: "key-too-weak", bits: 2048, fewestBits: 2048 } });
  });

  test("is refused when the key is of a kind that supplicants do not know", async () => {
    const edwards = await issue({ csrPem: requestPem({ keys: generateKeyPairSync("ed25519") }) });
    assert.deepEqual(edwards, { ok: false, error: { kind: "unsupported-key", algorithm: "1.3.101.112" } });
    const bitcoin = await issue({ csrPem: requestPem({ keys: ecKeys("secp256k1") }) });
    assert.deepEqual(bitcoin, { ok: false, error: { kind: "unsupported-key", algorithm: "1.2.840.10045.2.1" } });
    const explicitCurve = generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" });
    const spelledOut = await issue({ csrPem: requestPem({ keys: explicitCurve }) });
    assert.deepEqual(spelledOut, { ok: false, error: { kind: "unsupported-key", algorithm: "1.2.840.10045.2.1" } });
  });

  test("is refused when its signature is of another kind than its key", async () => {
    const mixed = await issue({ csrPem: requestPem({ keys: ecKeys(), signedBy: rsaKeys(2048) }) });
    assert.deepEqual(mixed, {
      ok: false,
      error: { kind: "unsupported-signature", algorithm: "1.2.840.113549.1.1.11" },
    });
  });

  test("is refused when it is none", async () => {
    assert.deepEqual(await issue({ csrPem: "hello" }), { ok: false, error: { kind: "not-a-signing-request" } });
    assert.deepEqual(await issue({ csrPem: "-".repeat(40_000) }), { ok: false, error: { kind: "request-too-long" } });
    const broken = toPem("CERTIFICATE REQUEST", requestDer({ keys: ecKeys() }).subarray(0, -1));
    assert.deepEqual(await issue({ csrPem: broken }), { ok: false, error: { kind: "malformed", offset: 1 } });
  });
});

describe("an authority", () => {
  test("cannot sign with a key that is not its own", async () => {
    const { privateKeyPem } = await createAuthority({ commonName: "other", days: 1, now });
    await assert.rejects(
      issue({ authority: { ...authority, privateKeyPem } }),
      /not the one that its certificate names/,
    );
  });

  test("whose certificate cannot be read signs nothing", async () => {
    const certificatePem = toPem("CERTIFICATE", Uint8Array.of(0x30, 0));
    await assert.rejects(issue({ authority: { ...authority, certificatePem } }), /cannot be read/);
    await assert.rejects(issue({ authority: { ...authority, certificatePem: "" } }), /has no certificate/);
  });

  test("has a key in PKCS#8, a name and days", async () => {
    assert.match(authority.privateKeyPem, /^-----BEGIN PRIVATE KEY-----\n/);
    assert.equal(createPublicKey(authority.privateKeyPem).asymmetricKeyDetails?.namedCurve, "prime256v1");
    await assert.rejects(createAuthority({ commonName: "", days: 1, now }), RangeError);
    await assert.rejects(createAuthority({ commonName: "a", organisation: "b".repeat(65), days: 1, now }), RangeError);
    await assert.rejects(createAuthority({ commonName: "a", days: 0.5, now }), RangeError);
  });
});
