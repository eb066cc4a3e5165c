import assert from "node:assert/strict";
import { rootCertificates } from "node:tls";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { createAuthority } from "#create-authority";
import { fuzzCertificates } from "#testing/fuzz-certificates";
import { issueCertificate } from "#issue-certificate";
import { pemBlocks } from "#pem";
import { ecKeys, requestDer, rsaKeys } from "#testing/request";

test("any change of a certificate or a request is read or refused, in bounded time", async () => {
  const now = new Date();
  const authority = await createAuthority({ commonName: "Karoo authority", organisation: "Karoo", days: 30, now });
  const rich = valueOf(
    await issueCertificate({
      authority,
      profile: "radsec",
      commonName: "tower-9",
      dnsNames: ["tower-9.karoo.example"],
      ipAddresses: ["10.0.0.9"],
      emails: ["noc@karoo.example"],
      uris: ["urn:beacom:tower-9"],
      crlUrl: "http://crl.karoo.example/1.crl",
      days: 10,
      now,
    }),
  );
  const pems = [authority.certificatePem, rich.certificatePem, rich.certificatePem, ...rootCertificates.slice(0, 3)];
  const samples = [
    ...pems.map((pem) => pemBlocks(pem, "CERTIFICATE")[0]!),
    requestDer({ keys: ecKeys() }),
    requestDer({ keys: ecKeys("P-521") }),
    requestDer({ keys: rsaKeys(2048) }),
  ];
  const report = fuzzCertificates({ rounds: 5_000, seed: 2026, samples, authorityPem: authority.certificatePem });
  assert.ok(report.accepted > 100, JSON.stringify(report));
  assert.ok(report.refused["malformed"]! > 1_000, JSON.stringify(report));
  assert.ok(report.refused["request-not-signed-by-its-key"]! > 100, JSON.stringify(report));
  assert.ok(report.slowestMs < 1_000, JSON.stringify(report));
});
