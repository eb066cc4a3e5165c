import assert from "node:assert/strict";
import { rootCertificates } from "node:tls";
import { X509Certificate } from "node:crypto";
import { valueOf } from "@beacom/result";
import { describe, test } from "vitest";
import { createAuthority } from "#create-authority";
import { readCertificate } from "#read-certificate";

describe("reading", () => {
  test("agrees with OpenSSL about every root that Node brings along", () => {
    assert.ok(rootCertificates.length > 100);
    for (const pem of rootCertificates) {
      const expected = new X509Certificate(pem);
      const facts = valueOf(readCertificate(pem));
      const commonName = expected.toLegacyObject().subject.CN;
      assert.equal(BigInt(`0x${facts.serialNumber}`), BigInt(`0x${expected.serialNumber}`));
      assert.equal(facts.commonName, Array.isArray(commonName) ? commonName.at(-1) : commonName);
      assert.deepEqual([facts.notBefore, facts.notAfter], [expected.validFromDate, expected.validToDate]);
      assert.equal(facts.sha256, expected.fingerprint256.replaceAll(":", "").toLowerCase());
      assert.equal(facts.publicKey.algorithm, expected.publicKey.asymmetricKeyType);
      assert.equal(facts.publicKey.bits, expected.publicKey.asymmetricKeyDetails?.modulusLength);
      assert.deepEqual(readCertificate(expected.raw), { ok: true, value: facts });
    }
  });

  test("takes PEM as text or octets, with words around it, and the first of a chain", async () => {
    const now = new Date();
    const [one, two] = await Promise.all(
      ["one", "two"].map((commonName) => createAuthority({ commonName, days: 1, now })),
    );
    const chain = `the key:\n${one!.privateKeyPem}\nthe chain:\n${one!.certificatePem}${two!.certificatePem}`;
    for (const form of [chain, Buffer.from(chain), chain.replaceAll("\n", "\r\n")]) {
      assert.equal(valueOf(readCertificate(form)).commonName, "one");
    }
  });

  test.each([
    ["nothing", "", { kind: "not-a-certificate" }],
    ["a text", "hello", { kind: "not-a-certificate" }],
    ["another thing in PEM", "-----BEGIN X-----\nAAAA\n-----END X-----", { kind: "not-a-certificate" }],
    ["PEM without an end", "-----BEGIN CERTIFICATE-----\nAAAA", { kind: "not-a-certificate" }],
    [
      "what is not base64",
      "-----BEGIN CERTIFICATE-----\n(!)\n-----END CERTIFICATE-----",
      { kind: "malformed", offset: 0 },
    ],
    ["an empty sequence", Uint8Array.of(0x30, 0), { kind: "malformed", offset: 2 }],
    ["a length without end", Uint8Array.of(0x30, 0x80, 0, 0), { kind: "malformed", offset: 1 }],
    ["too much", new Uint8Array(70_000).fill(0x30), { kind: "certificate-too-long" }],
    ["far too much", "-".repeat(300_000), { kind: "certificate-too-long" }],
  ])("refuses %s", (_, input, error) => {
    assert.deepEqual(readCertificate(input), { ok: false, error });
  });
});

test("a name is written as RFC 4514 writes it, without anything that a log would obey", async () => {
  const { certificatePem } = await createAuthority({
    commonName: ` #a+b,"c";<d>\\e\u0000\u0085f `,
    organisation: "#Zoë",
    days: 1,
    now: new Date(),
  });
  const facts = valueOf(readCertificate(certificatePem));
  const expected = String.raw`CN=\ #a\+b\,\"c\"\;\<d\>\\e\00\c2\85f\ ,O=\#Zoë`;
  assert.deepEqual([facts.subject, facts.issuer], [expected, expected]);
});
