import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type SecureContextOptions, type TLSSocket } from "node:tls";
import { valueOf } from "@beacom/result";
import { beforeAll, describe, test } from "vitest";
import type { Authority } from "#authority";
import { createAuthority } from "#create-authority";
import { type CertificateOrder, type Issued, issueCertificate } from "#issue-certificate";
import { pkcs12 } from "#pkcs12/write";
import { readCertificate } from "#read-certificate";
import { revocationList } from "#revocation-list";
import { toPem } from "#pem";

const now = new Date();

describe("a TLS handshake", () => {
  let authority: Authority;
  let server: Issued;
  beforeAll(async () => {
    authority = await createAuthority({ commonName: "Karoo authority", days: 30, now });
    server = await issue({ profile: "eap-server", commonName: "radius", dnsNames: ["radius.karoo.example"] });
  });

  const issue = async (order: Partial<CertificateOrder>): Promise<Issued> =>
    valueOf(
      await issueCertificate({ authority, profile: "eap-client", commonName: "thandi", days: 10, now, ...order }),
    );

  /** The common name that the server saw, or why its TLS does not trust the client. */
  async function handshake(client: SecureContextOptions, more: SecureContextOptions = {}): Promise<string> {
    const { certificatePem: cert, privateKeyPem: key } = server;
    const ca = authority.certificatePem;
    const listener = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: false, ...more });
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address() as AddressInfo;
    const socket = connect({ port, host: "127.0.0.1", servername: "radius.karoo.example", ca, ...client });
    const [[seen]] = (await Promise.all([once(listener, "secureConnection"), once(socket, "secureConnect")])) as [
      [TLSSocket],
      unknown,
    ];
    assert.equal(socket.authorized, true);
    const facts = readCertificate(seen.getPeerCertificate().raw);
    socket.destroy();
    listener.close();
    // A code, though the types say an Error.
    return seen.authorized ? String(valueOf(facts).commonName) : String(seen.authorizationError);
  }

  const asClient = ({ certificatePem, privateKeyPem }: Issued) => ({ cert: certificatePem, key: privateKeyPem });

  test("lets in whom the authority certified as a client", async () => {
    assert.equal(await handshake(asClient(await issue({}))), "thandi");
    assert.equal(await handshake(asClient(await issue({ profile: "radsec", commonName: "tower-9" }))), "tower-9");
  });

  test("turns away a server's certificate, another authority's, and a revoked one", async () => {
    assert.match(await handshake(asClient(server)), /INVALID_PURPOSE/);
    const other = await createAuthority({ commonName: "Karoo authority", days: 30, now });
    assert.match(await handshake(asClient(await issue({ authority: other }))), /UNABLE_TO_VERIFY_LEAF_SIGNATURE/);
    const lost = await issue({});
    const list = await revocationList({
      authority,
      number: 1n,
      revoked: [{ serialNumber: lost.serialNumber, at: now, reason: "key-compromise" }],
      thisUpdate: now,
      nextUpdate: new Date(now.getTime() + 86_400_000),
    });
    const crl = toPem("X509 CRL", list);
    assert.equal(await handshake(asClient(lost), { crl }), "CERT_REVOKED");
    assert.equal(await handshake(asClient(await issue({})), { crl }), "thandi");
  });

  test.each([false, true])("works with what a PKCS#12 file holds (legacy: %s)", async (legacy) => {
    const one = await issue({});
    const pfx = await pkcs12({
      certificatePem: one.certificatePem,
      privateKeyPem: one.privateKeyPem!,
      authorityPem: authority.certificatePem,
      passphrase: "four words",
      friendlyName: "phone",
      legacy,
    });
    assert.equal(await handshake({ pfx: Buffer.from(pfx), passphrase: "four words" }), "thandi");
  });

  test("needs a passphrase of printable ASCII for such a file", async () => {
    const one = await issue({});
    for (const passphrase of ["", "Zoë"]) {
      const file = {
        ...one,
        privateKeyPem: one.privateKeyPem!,
        authorityPem: authority.certificatePem,
        friendlyName: "x",
      };
      await assert.rejects(pkcs12({ ...file, passphrase }), RangeError);
    }
  });
});
