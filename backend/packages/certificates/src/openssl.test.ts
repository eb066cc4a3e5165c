import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { beforeAll, describe, test } from "vitest";
import type { Authority } from "#authority";
import { createAuthority } from "#create-authority";
import { type CertificateOrder, type Issued, issueCertificate } from "#issue-certificate";
import { pkcs12 } from "#pkcs12/write";
import { readCertificate } from "#read-certificate";
import { type Revoked, revocationList } from "#revocation-list";
import { readSigningRequest } from "#signing-request";
import { openssl, opensslIsHere } from "#testing/openssl";

const now = new Date();
const weekMs = 604_800_000;

describe.skipIf(!opensslIsHere)("the openssl command", () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority({ commonName: "Karoo authority", organisation: "Karoo", days: 30, now });
  });

  const issue = async (order: Partial<CertificateOrder>): Promise<Issued> =>
    valueOf(
      await issueCertificate({ authority, profile: "eap-client", commonName: "thandi", days: 10, now, ...order }),
    );
  const verify = (pem: string, purpose: string): string =>
    openssl(["verify", "-x509_strict", "-purpose", purpose, "-CAfile", "ca.pem", "one.pem"], {
      "ca.pem": authority.certificatePem,
      "one.pem": pem,
    });

  test("verifies each profile strictly, for its own purposes and for no other", async () => {
    const server = await issue({ profile: "eap-server", dnsNames: ["radius.karoo.example"] });
    assert.match(verify(server.certificatePem, "sslserver"), /OK/);
    assert.throws(() => verify(server.certificatePem, "sslclient"), /unsuitable certificate purpose/);
    const client = await issue({});
    assert.match(verify(client.certificatePem, "sslclient"), /OK/);
    assert.throws(() => verify(client.certificatePem, "sslserver"), /unsuitable certificate purpose/);
    const radsec = await issue({ profile: "radsec" });
    assert.match(verify(radsec.certificatePem, "sslserver"), /OK/);
    assert.match(verify(radsec.certificatePem, "sslclient"), /OK/);
  });

  test("shows every extension of a server's certificate", async () => {
    const { certificatePem } = await issue({
      profile: "eap-server",
      commonName: "radius.karoo.example",
      dnsNames: ["radius.karoo.example"],
      uris: ["urn:beacom:radius"],
      crlUrl: "http://crl.karoo.example/1.crl",
    });
    const text = openssl(["x509", "-text", "-noout", "-in", "one.pem"], { "one.pem": certificatePem });
    for (const line of [
      /Signature Algorithm: ecdsa-with-SHA256/,
      /Issuer: O ?= ?Karoo, CN ?= ?Karoo authority/,
      /Subject: CN ?= ?radius\.karoo\.example/,
      /ASN1 OID: prime256v1/,
      /Basic Constraints: critical\s+CA:FALSE/,
      /Key Usage: critical\s+Digital Signature\n/,
      /Extended Key Usage:\s+TLS Web Server Authentication, (1\.3\.6\.1\.5\.5\.7\.3\.14|.*EAP)/,
      /Subject Key Identifier:\s+([\dA-F]{2}:){19}/,
      /Authority Key Identifier:\s+([\dA-F]{2}:){19}/,
      /Subject Alternative Name:\s+DNS:radius\.karoo\.example, URI:urn:beacom:radius/,
      /CRL Distribution Points:\s+Full Name:\s+URI:http:\/\/crl\.karoo\.example\/1\.crl/,
    ]) {
      assert.match(text, line);
    }
    const root = openssl(["x509", "-text", "-noout", "-in", "ca.pem"], { "ca.pem": authority.certificatePem });
    assert.match(root, /Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    assert.match(root, /Key Usage: critical\s+Certificate Sign, CRL Sign/);
  });

  test("reads a revocation list, and refuses the certificate that is on it", async () => {
    const [kept, lost, left] = [await issue({}), await issue({}), await issue({})];
    const revoked: Revoked[] = [
      { serialNumber: lost.serialNumber, at: now, reason: "key-compromise" },
      { serialNumber: left.serialNumber, at: now, reason: "unspecified" },
    ];
    const nextUpdate = new Date(now.getTime() + weekMs);
    const list = await revocationList({ authority, number: 300n, revoked, thisUpdate: now, nextUpdate });
    const files = { "list.der": list, "ca.pem": authority.certificatePem };
    const text = openssl(["crl", "-inform", "der", "-in", "list.der", "-text", "-noout", "-CAfile", "ca.pem"], files);
    assert.match(text, /verify OK/);
    assert.match(text, /X509v3 CRL Number:\s+300/);
    assert.match(
      text,
      new RegExp(`Serial Number: ${lost.serialNumber}[^]{0,120}CRL entry[^]{0,80}Key Compromise`, "i"),
    );
    assert.match(text, new RegExp(`Serial Number: ${left.serialNumber}`, "i"));
    const pem = openssl(["crl", "-inform", "der", "-in", "list.der"], files);
    const check = (one: Issued): string =>
      openssl(["verify", "-crl_check", "-CAfile", "ca.pem", "-CRLfile", "list.pem", "one.pem"], {
        ...files,
        "list.pem": pem,
        "one.pem": one.certificatePem,
      });
    assert.match(check(kept), /OK/);
    assert.throws(() => check(lost), /certificate revoked/);
    assert.throws(() => check(left), /certificate revoked/);
  });

  test("reads a revocation list with nobody on it", async () => {
    const nextUpdate = new Date(now.getTime() + weekMs);
    const list = await revocationList({ authority, number: 1n, revoked: [], thisUpdate: now, nextUpdate });
    const text = openssl(["crl", "-inform", "der", "-in", "list.der", "-text", "-noout"], { "list.der": list });
    assert.match(text, /No Revoked Certificates/);
  });

  test.each([
    { legacy: false, mac: /MAC: sha256/, cipher: /PBES2, PBKDF2, AES-256-CBC, Iteration \d+, PRF hmacWithSHA256/ },
    { legacy: true, mac: /MAC: sha1/, cipher: /pbeWithSHA1And3-KeyTripleDES-CBC/ },
  ])("opens a PKCS#12 file (legacy: $legacy)", async ({ legacy, mac, cipher }) => {
    const one = await issue({});
    const file = await pkcs12({
      certificatePem: one.certificatePem,
      privateKeyPem: one.privateKeyPem!,
      authorityPem: authority.certificatePem,
      passphrase: "seven words of a field",
      friendlyName: "Thandi’s phone",
      legacy,
    });
    const open = (passphrase: string): string =>
      openssl(["pkcs12", "-info", "-in", "one.p12", "-nodes", "-passin", `pass:${passphrase}`], { "one.p12": file });
    const text = open("seven words of a field");
    assert.match(text, mac);
    assert.equal([...text.matchAll(new RegExp(cipher, "g"))].length, 2);
    assert.match(text, /friendlyName: Thandi/);
    assert.ok(text.includes(one.certificatePem.trim()) && text.includes(authority.certificatePem.trim()));
    assert.ok(text.includes(one.privateKeyPem!.trim()));
    assert.throws(() => open("another"), /invalid password/);
  });

  test("makes requests that are read, and certificates of odd names", () => {
    const subject = "/O=Karoo, Inc/CN=router/serialNumber=7";
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null"];
    const csr = openssl(["req", "-new", ...key, "-subj", subject]);
    assert.equal(valueOf(readSigningRequest(csr)).subject, String.raw`serialNumber=7,CN=router,O=Karoo\, Inc`);
    const upn = "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:thandi@corp.example";
    const names = `subjectAltName=DNS:a.example,email:t@x.example,URI:urn:a,IP:10.0.0.1,IP:::1,dirName:d,${upn}`;
    const config = `[req]\ndistinguished_name=d\n[d]\nCN=x\n`;
    const odd = openssl(
      ["req", "-x509", "-config", "c", ...key, "-subj", subject, "-set_serial", "-5", "-addext", names],
      {
        c: config,
      },
    );
    const facts = valueOf(readCertificate(odd));
    assert.deepEqual(
      [facts.dnsNames, facts.emails, facts.uris, facts.ipAddresses, facts.userPrincipalNames, facts.serialNumber],
      [["a.example"], ["t@x.example"], ["urn:a"], ["10.0.0.1"], ["thandi@corp.example"], "-05"],
    );
  });
});
