import assert from "node:assert/strict";
import { afterAll, describe, test } from "vitest";
import type { EapDeps } from "#begin-eap";
import { encodeFragment } from "#codec/fragment";
import { EapType } from "#codec/packet";
import { certificatePeer, type PasswordMethod, passwordMethods, peerOf } from "#testing/every-peer";
import { makePki } from "#testing/certificates";
import { talk } from "#testing/dialogue";
import { Peer } from "#testing/peer";
import type { PeerMethod } from "#testing/peer-passwords";
import { tlsPeer } from "#testing/peer-tls";
import { knownUser, proofsFrom, serverOf } from "#testing/server";

const pki = { ec: makePki("ec"), rsa: makePki("rsa") };
afterAll(() => {
  pki.ec.remove();
  pki.rsa.remove();
});

const versions = ["TLSv1.2", "TLSv1.3"] as const;
const server = serverOf(pki.ec, { maxVersion: "TLSv1.3" });
const withRoomyFragments = serverOf(pki.ec, { maxVersion: "TLSv1.3", fragmentOctets: 3_000 });
// An RSA signature is always as long as its key.
const evenlyLong = serverOf(pki.rsa, { maxVersion: "TLSv1.3" });
const keeping = (form: "cleartext" | "ntHash" | "checked"): EapDeps => ({
  ...server,
  proofsOf: (username) => (username === knownUser.username ? proofsFrom(knownUser.password, form) : undefined),
});

describe.each(versions)("over %s", (maxVersion) => {
  const tls = { maxVersion, ca: pki.ec.root.certificate };

  test.each(passwordMethods)("%s lets in who has the password, and both sides have the same key", async (method) => {
    const peer = peerOf(method, { ...knownUser, tls });
    const { last, msk } = await talk(server, peer);
    assert.ok(last.kind === "accepted");
    assert.equal(last.method, method);
    assert.equal(last.username, knownUser.username);
    assert.deepEqual(last.msk && Buffer.from(last.msk), msk && Buffer.from(msk));
    assert.equal(last.msk?.length, method === "md5" ? undefined : 64);
    assert.equal(peer.end, "success");
  });

  test.each(passwordMethods)("%s refuses a wrong password and an unknown name at the same place", async (method) => {
    const refusedTo = (username: string) =>
      talk(evenlyLong, peerOf(method, { username, password: "wrong", tls: { maxVersion } }));
    const wrong = await refusedTo("thandi");
    const unknown = await refusedTo("sipho3");
    assert.ok(wrong.last.kind === "refused" && unknown.last.kind === "refused");
    assert.equal(wrong.last.reason, "wrong-password");
    assert.equal(wrong.last.username, knownUser.username);
    assert.equal(unknown.last.reason, "unknown-user");
    assert.equal(unknown.last.username, "sipho3");
    const shape = ({ steps }: typeof wrong) => steps.map((step) => [step.kind, "eap" in step && step.eap.length]);
    assert.deepEqual(shape(wrong), shape(unknown));
  });

  test("EAP-TLS lets in who holds a good certificate's key", async () => {
    const { last, msk } = await talk(server, certificatePeer(pki.ec.client, tls));
    assert.ok(last.kind === "accepted");
    assert.deepEqual([last.method, last.username], ["tls", "thandi"]);
    assert.deepEqual(Buffer.from(last.msk!), Buffer.from(msk!));
    assert.equal(last.sessionId?.length, 65);
  });

  test("EAP-TLS refuses a certificate that the server's owner does not know", async () => {
    const { last } = await talk(server, certificatePeer(pki.ec.stranger, tls));
    assert.ok(last.kind === "refused");
    assert.deepEqual([last.reason, last.detail], ["certificate-refused", "unknown-authority"]);
  });

  test("EAP-TLS refuses who shows no certificate, after an alert", async () => {
    const { steps, last } = await talk(server, certificatePeer({}, tls));
    assert.ok(last.kind === "refused");
    assert.equal(last.reason, "certificate-absent");
    assert.equal(steps.at(-2)?.kind, "ask");
  });

  test("a peer that does not trust the server ends the conversation by its alert", async () => {
    const fatalUnknownCa = Uint8Array.of(21, 3, 3, 0, 2, 2, 48);
    const honest = tlsPeer(EapType.Ttls, { ...tls, fragmentOctets: 4_000 }, () => undefined);
    let answered = 0;
    const distrustful: PeerMethod = {
      ...honest,
      answer: (data, identifier) =>
        answered++ < 1 ? honest.answer(data, identifier) : encodeFragment({ data: fatalUnknownCa }),
    };
    const { last } = await talk(withRoomyFragments, new Peer("anonymous", distrustful));
    assert.ok(last.kind === "refused");
    assert.equal(last.reason, "tls-failed");
    assert.match(last.detail!, /alert unknown ca/);
  });
});

describe("with an RSA certificate", () => {
  const withRsa = serverOf(pki.rsa, { maxVersion: "TLSv1.3" });

  test.each(versions)("all goes as well over %s", async (maxVersion) => {
    const tls = { maxVersion, ca: pki.rsa.root.certificate };
    assert.equal((await talk(withRsa, peerOf("peap-mschapv2", { ...knownUser, tls }))).last.kind, "accepted");
    assert.equal((await talk(withRsa, certificatePeer(pki.rsa.client, tls))).last.kind, "accepted");
  });
});

describe("what is kept of a password", () => {
  const provable: Record<"ntHash" | "checked", readonly PasswordMethod[]> = {
    ntHash: ["mschapv2", "peap-mschapv2", "ttls-pap", "ttls-mschapv2", "ttls-eap-mschapv2"],
    checked: ["ttls-pap"],
  };

  test.each(passwordMethods)("decides whether %s can prove it", async (method) => {
    for (const form of ["ntHash", "checked"] as const) {
      const { last } = await talk(keeping(form), peerOf(method, knownUser));
      if (provable[form].includes(method)) assert.equal(last.kind, "accepted", form);
      else assert.equal(last.kind === "refused" && last.reason, "password-form-unusable", form);
    }
  });
});

test("a server that may only speak TLS 1.2 does so with a peer that could do more", async () => {
  const old = serverOf(pki.ec);
  const peer = peerOf("ttls-pap", knownUser);
  const { last } = await talk(old, peer);
  assert.ok(last.kind === "accepted");
  assert.equal(last.sessionId?.length, 65);
});

test("a peer without a version in common is refused by an alert", async () => {
  const modern = serverOf(pki.ec, { minVersion: "TLSv1.3", maxVersion: "TLSv1.3" });
  const { last } = await talk(modern, peerOf("ttls-pap", { ...knownUser, tls: { maxVersion: "TLSv1.2" } }));
  assert.ok(last.kind === "refused");
  assert.deepEqual([last.reason, last.detail], ["tls-failed", "unsupported protocol"]);
});

test("a peer of TLS 1.3 may say its password in the flight that ends the handshake", async () => {
  const { last } = await talk(server, peerOf("ttls-pap", { ...knownUser, tls: { early: true } }));
  assert.equal(last.kind, "accepted");
});

test("a peer that does not accept the PEAP result is refused, whatever it proved", async () => {
  const peer = peerOf("peap-mschapv2", {
    ...knownUser,
    tamper: (said) => (said[0] === 2 && said[4] === 33 ? Buffer.from(said).fill(2, said.length - 1) : said),
  });
  const { last } = await talk(server, peer);
  assert.equal(last.kind === "refused" && last.reason, "refused-by-peer");
});

test("a name that no database should be asked about is nobody's", async () => {
  const asked: string[] = [];
  const watching: EapDeps = { ...server, proofsOf: (username) => void asked.push(username) };
  for (const username of ["thandi\0", "\uFFFD"]) {
    const { last } = await talk(watching, peerOf("ttls-pap", { username, password: "x" }));
    assert.equal(last.kind === "refused" && last.reason, "unknown-user");
  }
  assert.deepEqual(asked, []);
});
