import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { afterAll, describe, test } from "vitest";
import { beginEap, type EapDeps } from "#begin-eap";
import { encodeFragment } from "#codec/fragment";
import { decodeEap, EapCode, EapType, encodeEap } from "#codec/packet";
import type { EapStep } from "#conversation";
import { makePki } from "#testing/certificates";
import { talk } from "#testing/dialogue";
import { passwordMethods, peerOf } from "#testing/every-peer";
import { Peer } from "#testing/peer";
import { md5Peer, msChapV2Peer } from "#testing/peer-passwords";
import { knownUser, proofsFrom, serverOf } from "#testing/server";

const pki = makePki("ec");
afterAll(() => pki.remove());
const server = serverOf(pki, { fragmentOctets: 200 });
const octets = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

const identity = (name = "thandi", identifier = 1) =>
  encodeEap({ code: EapCode.Response, identifier, type: EapType.Identity, data: Buffer.from(name) });

const response = (identifier: number, type: number, data: Uint8Array) =>
  encodeEap({ code: EapCode.Response, identifier, type, data });

/** What was asked, as type and identifier. */
function askedBy(step: EapStep): { type: number; identifier: number } {
  assert.ok(step.kind === "ask");
  const packet = valueOf(decodeEap(step.eap));
  assert.ok(packet.code === EapCode.Request);
  return packet;
}

const ignored = (step: EapStep) => (step.kind === "ignored" ? step.reason : step.kind);

describe("a beginning", () => {
  test("is an identity, and the first method asks with the next identifier", () => {
    const { conversation, first } = valueOf(beginEap(server, identity("thandi", 255)));
    assert.equal(conversation.identity, "thandi");
    assert.deepEqual(askedBy(first), { ...askedBy(first), type: EapType.Peap, identifier: 0 });
  });

  test("of anything else is refused", () => {
    assert.deepEqual(beginEap(server, octets("01")), refuse({ kind: "shorter-than-a-header" }));
    for (const packet of ["0101000501", "0201000504", "03010004"]) {
      assert.deepEqual(beginEap(server, octets(packet)), refuse({ kind: "not-an-identity-response" }));
    }
  });

  test("with a method whose certificate is missing goes on with the next one", () => {
    const without: EapDeps = { ...server, tls: (method) => (method === "ttls" ? server.tls(method) : undefined) };
    assert.equal(askedBy(valueOf(beginEap(without, identity())).first).type, EapType.Ttls);
    const { first } = valueOf(beginEap({ ...without, methods: ["peap", "tls"] }, identity()));
    assert.ok(first.kind === "refused");
    assert.equal(first.reason, "no-common-method");
    assert.equal(hex(first.eap), "04010004");
  });

  test("looks nobody up", async () => {
    const never: EapDeps = { ...server, proofsOf: () => assert.fail("looked up"), methods: ["mschapv2"] };
    const { conversation } = valueOf(beginEap(never, identity()));
    assert.equal(
      ignored(await conversation.hear(response(2, EapType.MsChapV2, octets("03")))),
      "mschapv2-not-a-response",
    );
  });
});

describe("a Nak", () => {
  test("leads to the first method that both want, each being offered once", async () => {
    const { conversation } = valueOf(beginEap(server, identity()));
    const second = await conversation.hear(response(2, EapType.Nak, octets("041a0d")));
    assert.deepEqual([askedBy(second).type, askedBy(second).identifier], [EapType.Tls, 3]);
    const third = await conversation.hear(response(3, EapType.Nak, octets("0d1904")));
    assert.equal(askedBy(third).type, EapType.Md5);
    const last = await conversation.hear(response(4, EapType.Nak, octets("0d1904")));
    assert.equal(last.kind === "refused" && last.reason, "no-common-method");
    assert.equal(last.kind === "refused" && hex(last.eap), "04040004");
  });

  test("that wants nothing ends the conversation", async () => {
    const { conversation } = valueOf(beginEap(server, identity()));
    const last = await conversation.hear(response(2, EapType.Nak, octets("00")));
    assert.equal(last.kind === "refused" && last.reason, "no-common-method");
  });

  test("is not heard any more once the method goes on", async () => {
    const { conversation } = valueOf(beginEap({ ...server, methods: ["mschapv2", "md5"] }, identity()));
    const peer = new Peer("thandi", msChapV2Peer(knownUser));
    const { first } = valueOf(beginEap({ ...server, methods: ["mschapv2"] }, identity()));
    assert.ok(first.kind === "ask");
    await conversation.hear((await peer.answer(first.eap))!);
    assert.equal(ignored(await conversation.hear(response(3, EapType.Nak, octets("04")))), "nak-within-a-method");
  });
});

describe("what RFC 3748 says to discard", () => {
  test.each([
    ["octets that are no packet", "0202", "shorter-than-a-header"],
    ["a request", "0102000501", "not-a-response"],
    ["an answer to an earlier request", "0201000519", "another-identifier"],
    ["an answer to a request that was never sent", "0203000519", "another-identifier"],
    ["an answer of another type", "0202000504", "another-type"],
    ["a notification", "0202000502", "another-type"],
    ["a fragment without flags", "0202000519", "fragment-without-flags"],
    ["a start by the peer", "020200061920", "start-from-a-peer"],
    ["another version of PEAP", "020200061901", "another-version"],
    ["silence where a handshake is due", "020200061900", "nothing-where-a-handshake-is-due"],
  ])("is ignored: %s", async (_what, packet, reason) => {
    const { conversation } = valueOf(beginEap(server, identity()));
    assert.equal(ignored(await conversation.hear(octets(packet))), reason);
  });

  test.each(passwordMethods)("does not disturb %s", async (method) => {
    const peer = peerOf(method, { ...knownUser, tls: { fragmentOctets: 97 } });
    const { conversation, first } = valueOf(beginEap(server, peer.identityResponse()));
    let step = first;
    let previous = peer.identityResponse();
    while (step.kind === "ask") {
      const { identifier, type } = askedBy(step);
      const strays = [
        response((identifier + 1) & 0xff, type, octets("00")),
        response((identifier + 255) & 0xff, type, octets("0001")),
        response(identifier, EapType.Notification, octets("00")),
        response(identifier, type, new Uint8Array()),
        octets("02"),
      ];
      for (const stray of strays) assert.equal((await conversation.hear(stray)).kind, "ignored");
      assert.equal(await conversation.hear(previous), step);
      previous = (await peer.answer(step.eap))!;
      step = await conversation.hear(previous);
    }
    assert.equal(step.kind, "accepted");
    assert.equal(await conversation.hear(previous), step);
    peer.close();
  });
});

test("a response that comes twice at the same time is worked on once", async () => {
  let asked = 0;
  const counting: EapDeps = {
    ...server,
    methods: ["md5"],
    proofsOf: () => (asked++, proofsFrom(knownUser.password, "cleartext")),
  };
  const peer = new Peer("thandi", md5Peer(knownUser));
  const { conversation, first } = valueOf(beginEap(counting, identity()));
  assert.ok(first.kind === "ask");
  const answer = (await peer.answer(first.eap))!;
  const [one, two] = await Promise.all([conversation.hear(answer), conversation.hear(answer.slice())]);
  assert.equal(one, two);
  assert.equal(one?.kind, "accepted");
  assert.equal(asked, 1);
});

test("a dependency that fails is heard of, and ends the conversation", async () => {
  const away: EapDeps = { ...server, methods: ["md5"], proofsOf: () => Promise.reject(new Error("database away")) };
  const peer = new Peer("thandi", md5Peer(knownUser));
  const { conversation, first } = valueOf(beginEap(away, identity()));
  assert.ok(first.kind === "ask");
  const answer = (await peer.answer(first.eap))!;
  await assert.rejects(conversation.hear(answer), /database away/);
  assert.equal(ignored(await conversation.hear(answer)), "conversation-over");
});

test("a closed conversation ignores everything, also what it was just working on", async () => {
  const peer = peerOf("ttls-pap", knownUser);
  const { conversation, first } = valueOf(beginEap({ ...server, methods: ["ttls"] }, peer.identityResponse()));
  assert.ok(first.kind === "ask");
  const hello = (await peer.answer(first.eap))!;
  const working = conversation.hear(hello);
  conversation.close();
  assert.equal(ignored(await working), "conversation-over");
  assert.equal(ignored(await conversation.hear(hello)), "conversation-over");
  peer.close();
});

test.each(passwordMethods)("%s that is closed while somebody is looked up comes to nothing", async (method) => {
  const looking = Promise.withResolvers<void>();
  const found = Promise.withResolvers<void>();
  const slow: EapDeps = {
    ...server,
    async proofsOf() {
      looking.resolve();
      await found.promise;
      return proofsFrom(knownUser.password, "cleartext");
    },
  };
  const peer = peerOf(method, knownUser);
  const { conversation, first } = valueOf(beginEap(slow, peer.identityResponse()));
  let step = first;
  void looking.promise.then(() => {
    conversation.close();
    found.resolve();
  });
  while (step.kind === "ask") step = await conversation.hear((await peer.answer(step.eap))!);
  assert.equal(ignored(step), "conversation-over");
  peer.close();
});

test("a peer that only ever acknowledges is refused in the end", async () => {
  const peer = peerOf("ttls-pap", { ...knownUser, tamper: () => new Uint8Array() });
  const { last, steps } = await talk({ ...server, methods: ["ttls"] }, peer);
  assert.equal(last.kind === "refused" && last.reason, "too-many-rounds");
  assert.ok(steps.length < 200);
});

describe("fragments", () => {
  test.each([64, 77, 100, 255, 1_399])("of %i octets carry a tunnel to its end", async (size) => {
    const small = serverOf(pki, { maxVersion: "TLSv1.3", fragmentOctets: size });
    for (const method of ["peap-mschapv2", "ttls-mschapv2"] as const) {
      for (const lengthInEach of [false, true]) {
        const peer = peerOf(method, { ...knownUser, tls: { fragmentOctets: size, lengthInEach } });
        const { last, steps } = await talk(small, peer);
        assert.equal(last.kind, "accepted");
        for (const step of steps) assert.ok(step.kind !== "ask" || step.eap.length <= size + 10);
      }
    }
  });

  test("are not answered by anything but an acknowledgement", async () => {
    const peer = peerOf("ttls-pap", { ...knownUser, tls: { fragmentOctets: 4_000 } });
    const { conversation, first } = valueOf(beginEap({ ...server, methods: ["ttls"] }, peer.identityResponse()));
    assert.ok(first.kind === "ask");
    const hello = (await peer.answer(first.eap))!;
    const flight = await conversation.hear(hello);
    assert.ok(flight.kind === "ask");
    const { identifier } = askedBy(flight);
    const impatient = response(identifier, EapType.Ttls, encodeFragment({ data: octets("16030300") }));
    assert.equal(ignored(await conversation.hear(impatient)), "not-an-acknowledgement");
    conversation.close();
    peer.close();
  });
});
