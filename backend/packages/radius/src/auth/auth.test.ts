import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import type { Attribute } from "#attribute";
import { chapRequest, checkChap } from "#auth/chap";
import { masterKey, mppeSession, mskAttributes, revealKey } from "#auth/mppe-keys";
import { checkMsChapV2, type MsChapCredential, msChapV2Request } from "#auth/ms-chap";
import {
  authenticatorResponse,
  challengeHash,
  challengeResponse,
  hashNtPasswordHash,
  ntPasswordHash,
} from "#auth/ms-chap-v2";
import { checkPap, papRequest } from "#auth/pap";
import { Code, Vendor } from "#code";
import { encodeReply, encodeRequest } from "#encode";
import { decodePacket, type Packet } from "#packet";
import { find } from "#read";
import { secretOf } from "#secret";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex").toUpperCase();
const octets = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const secret = secretOf("xyzzy5461");
const authenticator = octets("0F403F9473978057BD83D5CB98F4227A");
const requestOf = (attributes: readonly Attribute[]): Packet =>
  valueOf(decodePacket(encodeRequest({ code: Code.AccessRequest, identifier: 0, authenticator, attributes, secret })));

const password = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0"));

describe("PAP", () => {
  test("hides a password as in the example of RFC 2865 section 7.1", () => {
    const [, hidden] = papRequest({ username: "nemo", password: "arctangent", authenticator, secret });
    assert.equal(hex(hidden!.value), "0DBE708D93D413CE3196E43F782A0AEE");
  });

  test("lets in whoever has the password, and nobody else", () => {
    fc.assert(
      fc.property(password, password, (given, kept) => {
        const packet = requestOf(papRequest({ username: "nemo", password: given, authenticator, secret }));
        assert.equal(checkPap(packet, kept, secret), given === kept);
        assert.equal(checkPap(packet, given, secret), true);
      }),
    );
  });

  test("a password that begins like the right one is a wrong one", () => {
    const packet = requestOf(papRequest({ username: "nemo", password: "a".repeat(16), authenticator, secret }));
    assert.equal(checkPap(packet, "a".repeat(17), secret), false);
    assert.equal(checkPap(packet, "a".repeat(15), secret), false);
  });
});

test("a password that no packet could carry is nobody's, and one beyond ASCII is somebody's", () => {
  const packet = requestOf(papRequest({ username: "nemo", password: "ü".repeat(64), authenticator, secret }));
  assert.equal(checkPap(packet, "ü".repeat(64), secret), true);
  assert.equal(checkPap(packet, "ü".repeat(65), secret), false);
  assert.equal(checkPap(packet, "a".repeat(200), secret), false);
  const long = "ü".repeat(300);
  assert.equal(checkChap(requestOf(chapRequest({ username: "nemo", password: long })), long), true);
  assert.equal(checkChap(requestOf(chapRequest({ username: "nemo", password: long })), `${long}ü`), false);
});

describe("CHAP", () => {
  test("lets in whoever has the password, by CHAP-Challenge or by the Request Authenticator", () => {
    fc.assert(
      fc.property(password, password, fc.uint8Array({ minLength: 5, maxLength: 40 }), (given, kept, challenge) => {
        const packet = requestOf(chapRequest({ username: "nemo", password: given, challenge }));
        assert.equal(checkChap(packet, kept), given === kept);
        const short = chapRequest({ username: "nemo", password: given, challenge: authenticator }).slice(0, 2);
        assert.equal(checkChap(requestOf(short), given), true);
      }),
    );
  });
});

describe("MS-CHAPv2", () => {
  // RFC 2759 section 9.2.
  const example = {
    username: "User",
    password: "clientPass",
    challenge: octets("5B5D7C7D7B3F2F3E3C2C602132262628"),
    peerChallenge: octets("21402324255E262A28295F2B3A337C7E"),
  };
  const passwordHash = ntPasswordHash(example.password);
  const ntResponse = octets("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");

  test("agrees with the vectors of RFC 2759 section 9.2", () => {
    assert.equal(hex(passwordHash), "44EBBA8D5312B8D611474411F56989AE");
    assert.equal(hex(hashNtPasswordHash(passwordHash)), "41C00C584BD2D91C4017A2A12FA59F3F");
    const challenge = challengeHash(example.peerChallenge, example.challenge, example.username);
    assert.equal(hex(challenge), "D02E4386BCE91226");
    assert.equal(hex(challengeResponse(challenge, passwordHash)), hex(ntResponse));
    assert.equal(
      authenticatorResponse(passwordHash, ntResponse, challenge),
      "S=407A5589115FD0D6209F510FE9C04566932CDA56",
    );
  });

  test("derives the keys of RFC 3079 section 3.5.3", () => {
    assert.equal(hex(masterKey(passwordHash, ntResponse)), "FDECE3717A8C838CB388E527AE3CDD31");
    assert.equal(hex(mppeSession(passwordHash, ntResponse).send), "8B7CDC149B993A1BA118CB153F56DCCB");
  });

  test("server and client prove themselves to each other, and the keys arrive", () => {
    const client = msChapV2Request(example);
    const packet = requestOf(client.attributes);
    const accepted = valueOf(checkMsChapV2(packet, "User", "clientPass", secret));
    const attributes = [accepted.success, ...accepted.mppeKeys];
    const reply = valueOf(
      decodePacket(
        encodeReply({ code: Code.AccessAccept, request: packet, attributes, secret, messageAuthenticator: true }),
      ),
    );
    assert.equal(client.provedBy(reply), true);
    const keys = mppeSession(passwordHash, ntResponse);
    const hiddenSend = find(reply, 16, Vendor.Microsoft)!.value;
    const hiddenReceive = find(reply, 17, Vendor.Microsoft)!.value;
    assert.deepEqual(hex(revealKey(hiddenSend, secret, authenticator)!), hex(keys.send));
    assert.deepEqual(hex(revealKey(hiddenReceive, secret, authenticator)!), hex(keys.receive));
  });

  test("an NT hash does as well as the password that it is of, and another one does not", () => {
    fc.assert(
      fc.property(password, password, (given, kept) => {
        const packet = requestOf(msChapV2Request({ username: "User", password: given }).attributes);
        const check = (credential: MsChapCredential) => checkMsChapV2(packet, "User", credential, secret).ok;
        assert.equal(check({ ntHash: ntPasswordHash(given) }), true);
        assert.equal(check({ password: given }), true);
        assert.equal(check({ ntHash: ntPasswordHash(kept) }), given === kept);
        assert.equal(check(kept), given === kept);
      }),
    );
    const packet = requestOf(msChapV2Request(example).attributes);
    assert.throws(() => checkMsChapV2(packet, "User", { ntHash: new Uint8Array(15) }, secret), /16 octets, not 15/);
  });

  test("agrees with OpenSSL's SHA-1 about proofs and keys, for any hash and response", () => {
    const octetsOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const sha1 = (...parts: (Uint8Array | string)[]) => {
      const hash = createHash("sha1");
      for (const part of parts) hash.update(part);
      return hash.digest();
    };
    fc.assert(
      fc.property(octetsOf(16), octetsOf(24), octetsOf(16), octetsOf(16), password, (nt, response, a, b, username) => {
        const challenge = challengeHash(a, b, `OFFICE\\${username}`);
        assert.equal(hex(challenge), hex(sha1(a, b, username.slice(username.lastIndexOf("\\") + 1)).subarray(0, 8)));
        const proof = sha1(hashNtPasswordHash(nt), response, "Magic server to client signing constant");
        const expected = sha1(proof, challenge, "Pad to make it do more than one iteration");
        assert.equal(authenticatorResponse(nt, response, challenge), `S=${hex(expected)}`);
        const master = sha1(hashNtPasswordHash(nt), response, "This is the MPPE Master Key").subarray(0, 16);
        assert.equal(hex(masterKey(nt, response)), hex(master));
        const purpose = "On the client side, this is the send key; on the server side, it is the receive key.";
        const receive = sha1(master, new Uint8Array(40), purpose, new Uint8Array(40).fill(0xf2)).subarray(0, 16);
        assert.equal(hex(mppeSession(nt, response).receive), hex(receive));
      }),
    );
  });

  test("an EAP method's key of 64 octets goes to the NAS in halves, and one of 32 as well", () => {
    for (const length of [64, 32]) {
      const msk = Uint8Array.from({ length }, (_, i) => i);
      const attributes = mskAttributes({ msk, secret, authenticator });
      const revealed = (type: number) =>
        revealKey(find({ attributes }, type, Vendor.Microsoft)!.value, secret, authenticator);
      assert.equal(hex(revealed(17)!), hex(msk.subarray(0, length / 2)));
      assert.equal(hex(revealed(16)!), hex(msk.subarray(length / 2)));
    }
  });

  test("a domain in front of the name does not count", () => {
    const packet = requestOf(msChapV2Request({ username: "User", password: "clientPass" }).attributes);
    assert.equal(checkMsChapV2(packet, "OFFICE\\User", "clientPass", secret).ok, true);
  });

  test("a wrong password is told in the words of MS-CHAP-Error, and no server without it can prove itself", () => {
    const client = msChapV2Request({ username: "User", password: "clientPass" });
    const refused = checkMsChapV2(requestOf(client.attributes), "User", "another", secret);
    assert.ok(!refused.ok && refused.error.kind === "wrong-password");
    const [identifier, ...words] = refused.error.failure.value;
    assert.equal(identifier, 1);
    assert.match(Buffer.from(words).toString("latin1"), /^E=691 R=0 C=[0-9A-F]{32} V=3/);
    assert.equal(client.provedBy(requestOf([])), false);
  });

  test("a request without its attributes is not MS-CHAPv2", () => {
    assert.deepEqual(checkMsChapV2(requestOf([]), "User", "clientPass", secret), {
      ok: false,
      error: { kind: "not-ms-chap-v2" },
    });
  });
});
