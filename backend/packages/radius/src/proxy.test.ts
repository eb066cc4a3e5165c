import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { type Attribute, textAttribute } from "#attribute";
import { chapRequest, checkChap } from "#auth/chap";
import { mppeSession } from "#auth/mppe-keys";
import { checkMsChapV2, msChapV2Request } from "#auth/ms-chap";
import { ntPasswordHash } from "#auth/ms-chap-v2";
import { checkPap, papRequest } from "#auth/pap";
import { Code, Type } from "#code";
import { attributesOf, readNamed } from "#dictionary/named";
import { encodeReply, encodeRequest } from "#encode";
import { noAuthenticator } from "#hiding/hiding";
import { decodePacket, type Packet } from "#packet";
import { forwardRequest, returnReply } from "#proxy";
import { find, findAll } from "#read";
import { type Secret, secretOf } from "#secret";
import { verifyReply, verifyRequest } from "#verify";

const toFirst = secretOf("between the NAS and the first proxy");
const toSecond = secretOf("between the proxies");
const toHome = secretOf("between the second proxy and home");
const password = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !text.includes("\0"));
const key = fc.uint8Array({ minLength: 1, maxLength: 48 });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const verified = (bytes: Uint8Array, secret: Secret): Packet => {
  const packet = valueOf(decodePacket(bytes));
  const expected = packet.code === Code.AccountingRequest ? "absent" : "valid";
  assert.equal(valueOf(verifyRequest(packet, secret)).messageAuthenticator, expected);
  return packet;
};

/** A request over two proxies to its home, and what `answer` says there all the way back. */
function through(request: Packet, answer: (atHome: Packet) => readonly Attribute[], code: number) {
  const forward = (packet: Packet, from: Secret, to: Secret, name: string) =>
    verified(valueOf(forwardRequest({ packet, from, to, identifier: 7, proxyState: Buffer.from(name) })), to);
  const first = forward(request, toFirst, toSecond, "first");
  const second = forward(first, toSecond, toHome, "second");
  const reply = encodeReply({
    code,
    request: second,
    attributes: answer(second),
    secret: toHome,
    messageAuthenticator: true,
  });
  const back = (bytes: Uint8Array, asked: Packet, forwarded: Packet, from: Secret, to: Secret) => {
    const packet = valueOf(decodePacket(bytes));
    assert.equal(verifyReply(packet, forwarded, from).ok, true);
    const { authenticator: forwardedAuthenticator } = forwarded;
    return valueOf(returnReply({ reply: packet, request: asked, forwardedAuthenticator, from, to }));
  };
  const atFirst = back(reply, first, second, toHome, toSecond);
  const atNas = valueOf(decodePacket(back(atFirst, request, first, toSecond, toFirst)));
  const signed = code === Code.AccountingResponse ? "absent" : "valid";
  assert.equal(valueOf(verifyReply(atNas, request, toFirst)).messageAuthenticator, signed);
  return { atHome: second, atNas };
}

const accessRequest = (attributes: readonly Attribute[], authenticator?: Uint8Array): Packet =>
  verified(
    encodeRequest({ code: Code.AccessRequest, identifier: 3, attributes, secret: toFirst, authenticator }),
    toFirst,
  );

describe("through a chain of two proxies", () => {
  test("the home server reads the password, and the NAS the keys and the password of the tunnel", () => {
    fc.assert(
      fc.property(password, password, key, key, (given, tunnel, send, receive) => {
        const authenticator = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);
        const request = accessRequest(
          papRequest({ username: "thandi@else.where", password: given, authenticator, secret: toFirst }),
          authenticator,
        );
        const named = { "MS-MPPE-Send-Key": `0x${hex(send)}`, "MS-MPPE-Recv-Key": `0x${hex(receive)}` };
        const { atHome, atNas } = through(
          request,
          (atHome) =>
            attributesOf({ ...named, "Tunnel-Password:2": tunnel, "Session-Timeout": 60 }, undefined, {
              secret: toHome,
              authenticator: atHome.authenticator,
            }),
          Code.AccessAccept,
        );
        assert.equal(checkPap(atHome, given, toHome), true);
        assert.notEqual(hex(atHome.authenticator), hex(authenticator));
        const { "Message-Authenticator": _, ...read } = readNamed(atNas, undefined, { secret: toFirst, authenticator });
        assert.deepEqual(read, { ...named, "Tunnel-Password": tunnel, "Session-Timeout": 60 });
        assert.equal(find(atNas, Type.ProxyState), undefined);
        assert.deepEqual(
          findAll(atHome, Type.ProxyState).map(({ value }) => Buffer.from(value).toString()),
          ["first", "second"],
        );
      }),
    );
  });

  test("CHAP proves itself, also when the authenticator was its challenge", () => {
    fc.assert(
      fc.property(
        password,
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.boolean(),
        (given, challenge, carried) => {
          const attributes = chapRequest({ username: "thandi", password: given, challenge });
          const request = accessRequest(carried ? attributes : attributes.slice(0, 2), carried ? undefined : challenge);
          const { atHome } = through(request, () => [], Code.AccessReject);
          assert.equal(checkChap(atHome, given), true);
          assert.equal(findAll(atHome, Type.ChapChallenge).length, 1);
        },
      ),
    );
  });

  test("MS-CHAPv2 proves both sides to each other, and its keys arrive", () => {
    const client = msChapV2Request({ username: "thandi", password: "umbrella" });
    const request = accessRequest(client.attributes);
    const { atNas } = through(
      request,
      (atHome) => {
        const { success, mppeKeys } = valueOf(checkMsChapV2(atHome, "thandi", { password: "umbrella" }, toHome));
        return [success, ...mppeKeys];
      },
      Code.AccessAccept,
    );
    assert.equal(client.provedBy(atNas), true);
    const ntResponse = find(request, 25, 311)!.value.subarray(26);
    const { send } = mppeSession(ntPasswordHash("umbrella"), ntResponse);
    const hiding = { secret: toFirst, authenticator: request.authenticator };
    assert.equal(readNamed(atNas, undefined, hiding)["MS-MPPE-Send-Key"], `0x${hex(send)}`);
  });

  test("a report and its answer pass, and the NAS's own Proxy-States come back to it", () => {
    const states = ["a", "b"].map((text) => textAttribute(Type.ProxyState, text));
    const attributes = [...attributesOf({ "Acct-Status-Type": "Stop", "Acct-Session-Id": "1" }), ...states];
    const request = verified(
      encodeRequest({ code: Code.AccountingRequest, identifier: 3, attributes, secret: toFirst }),
      toFirst,
    );
    const { atHome, atNas } = through(request, () => [], Code.AccountingResponse);
    assert.equal(readNamed(atHome)["Acct-Status-Type"], "Stop");
    assert.deepEqual(
      findAll(atNas, Type.ProxyState).map(({ value }) => Buffer.from(value).toString()),
      ["a", "b"],
    );
  });

  test("a password of a tunnel reaches a NAS in a CoA-Request, which has no authenticator to hide it with", () => {
    const hiding = (secret: Secret) => ({ secret, authenticator: noAuthenticator });
    const attributes = attributesOf({ "Tunnel-Password": "sesame" }, undefined, hiding(toFirst));
    const request = verified(
      encodeRequest({ code: Code.CoaRequest, identifier: 3, attributes, secret: toFirst }),
      toFirst,
    );
    const { atHome } = through(request, () => [], Code.CoaAck);
    assert.equal(readNamed(atHome, undefined, hiding(toHome))["Tunnel-Password"], "sesame");
  });
});

describe("a proxy", () => {
  const proxyState = Uint8Array.of(1);
  const neighbours = { from: toFirst, to: toSecond };

  test("leaves attributes behind, and adds others", () => {
    const packet = accessRequest([
      textAttribute(Type.UserName, "thandi@else.where"),
      textAttribute(Type.NasPortId, "wlan1"),
    ]);
    const bytes = valueOf(
      forwardRequest({
        packet,
        ...neighbours,
        identifier: 1,
        proxyState,
        drop: ({ type }) => type === Type.UserName,
        add: [textAttribute(Type.UserName, "thandi")],
      }),
    );
    const { "Message-Authenticator": _, ...read } = readNamed(verified(bytes, toSecond));
    assert.deepEqual(read, { "NAS-Port-Id": "wlan1", "User-Name": "thandi", "Proxy-State": "0x01" });
  });

  test("refuses what has no room for one attribute more, and a hidden attribute that is none", () => {
    const long = Array.from({ length: 15 }, () => textAttribute(Type.ReplyMessage, "a".repeat(253)));
    const full = accessRequest([...long, textAttribute(Type.ReplyMessage, "a".repeat(230))]);
    assert.deepEqual(forwardRequest({ packet: full, ...neighbours, identifier: 1, proxyState }), {
      ok: false,
      error: { kind: "packet-too-long", octets: 4098, most: 4096 },
    });
    const broken = accessRequest([textAttribute(Type.UserPassword, "seventeen octets!")]);
    assert.deepEqual(forwardRequest({ packet: broken, ...neighbours, identifier: 1, proxyState }), {
      ok: false,
      error: { kind: "hidden-attribute-unreadable", type: 2, vendor: undefined },
    });
  });

  test("adds no challenge when the CHAP password stays behind", () => {
    const challenge = new Uint8Array(16);
    const packet = accessRequest(chapRequest({ username: "t", password: "p", challenge }).slice(0, 2), challenge);
    const drop = ({ type }: Attribute) => type === Type.ChapPassword;
    const bytes = valueOf(forwardRequest({ packet, ...neighbours, identifier: 1, proxyState, drop }));
    assert.equal(find(verified(bytes, toSecond), Type.ChapChallenge), undefined);
  });
});
