import assert from "node:assert/strict";
import { connect, createSecureContext, type SecureContext, TLSSocket } from "node:tls";
import { afterAll, afterEach, describe, test } from "vitest";
import { makePki } from "#testing/certificates";
import { talk } from "#testing/dialogue";
import { peerOf } from "#testing/every-peer";
import { knownUser, serverOf } from "#testing/server";
import { eapTls } from "#tls/context";
import { TlsEngine } from "#tls/engine";

const pki = makePki("ec");
afterAll(() => pki.remove());
const { secureContext } = eapTls({ ...pki.server, maxVersion: "TLSv1.3" });

const open: TlsEngine[] = [];
afterEach(() => {
  for (const engine of open.splice(0)) engine.close();
});
const keep = (engine: TlsEngine): TlsEngine => {
  open.push(engine);
  return engine;
};
const server = () => keep(new TlsEngine((wire) => new TLSSocket(wire, { isServer: true, secureContext })));
const client = () =>
  keep(new TlsEngine((socket) => connect({ socket, ca: pki.root.certificate, servername: "radius.test" })));
const nothing = new Uint8Array();

async function shakenHands(): Promise<{ server: TlsEngine; client: TlsEngine }> {
  const [ours, theirs] = [server(), client()];
  let message = (await theirs.hear(nothing)).records;
  for (let turn = 0; turn < 2; turn++) {
    const answer = await ours.hear(message);
    message = (await theirs.hear(answer.records)).records;
  }
  return { server: ours, client: theirs };
}

describe("TLS between two arrays of octets", () => {
  test("shakes hands, carries data both ways and derives the same keys", async () => {
    const { server, client } = await shakenHands();
    const heard = await server.hear((await client.say(Buffer.from("question"))).records);
    assert.equal(Buffer.from(heard.plaintext).toString(), "question");
    assert.equal(heard.secured, true);
    const answer = await client.hear((await server.say(Buffer.from("answer"))).records);
    assert.equal(Buffer.from(answer.plaintext).toString(), "answer");
    assert.deepEqual(server.exportKey(9, "label"), client.exportKey(9, "label"));
    const context = Uint8Array.of(13);
    assert.deepEqual(server.exportKey(9, "label", context), client.exportKey(9, "label", context));
    assert.notDeepEqual(server.exportKey(9, "label", context), server.exportKey(9, "label"));
  });

  test("seals a long message whole", async () => {
    const { server, client } = await shakenHands();
    const long = Buffer.alloc(200_000, 7);
    const { records } = await server.say(long);
    assert.ok(records.length > long.length);
    assert.equal(Buffer.compare((await client.hear(records)).plaintext, long), 0);
  });

  test("answers half a flight with nothing, and the rest with the whole answer", async () => {
    const [ours, theirs] = [server(), client()];
    const { records } = await theirs.hear(nothing);
    const half = await ours.hear(records.subarray(0, 100));
    assert.deepEqual([half.records.length, half.failure], [0, undefined]);
    assert.ok((await ours.hear(records.subarray(100))).records.length > 500);
  });

  test("gives the alert and the reason for what is not TLS, and nothing after it", async () => {
    const ours = server();
    const flight = await ours.hear(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
    assert.equal(flight.failure?.reason, "http request");
    const again = await ours.hear(Buffer.from("again"));
    assert.deepEqual([again.records.length, again.failure], [0, flight.failure]);
    assert.equal((await ours.say(Buffer.from("x"))).failure, flight.failure);
  });

  test("fails when the peer hangs up", async () => {
    const { server, client } = await shakenHands();
    client.socket.end();
    const flight = await server.hear((await client.hear(nothing)).records);
    assert.equal(flight.failure?.reason, "closed by the peer");
  });

  test("fails when it was closed, also while it is at work", async () => {
    const [ours, theirs] = [server(), client()];
    const working = ours.hear((await theirs.hear(nothing)).records);
    ours.close();
    assert.equal((await working).failure?.reason, "closed");
    assert.equal((await ours.hear(nothing)).failure?.reason, "closed");
  });
});

test("a context for fragments that RADIUS cannot carry is not made", () => {
  for (const fragmentOctets of [0, 63, 3_501, Number.NaN]) {
    assert.throws(() => eapTls({ ...pki.server, fragmentOctets }), RangeError);
  }
});

test("a flight that never becomes whole is refused", async () => {
  const peer = peerOf("ttls-pap", knownUser);
  const { last } = await talk(
    serverOf(pki),
    Object.assign(peer, {
      answer: async (request: Uint8Array) => {
        const type = request[4];
        const hello = Buffer.from("160301020001000100", "hex");
        const data = type === 21 ? Buffer.concat([Uint8Array.of(0), hello]) : Uint8Array.of(21);
        if (request.length <= 4) return undefined;
        const head = [2, request[1]!, 0, 5 + data.length, type === 21 ? 21 : 3];
        return Buffer.concat([Uint8Array.from(head), data]);
      },
    }),
  );
  assert.deepEqual(last.kind === "refused" && [last.reason, last.detail], ["tls-failed", "flight incomplete"]);
});

test("a context that lets old versions through is found out after the handshake", async () => {
  const lax = { ...eapTls(pki.server), minVersion: "TLSv1.3", maxVersion: "TLSv1.3" } as const;
  const { last } = await talk({ ...serverOf(pki), tls: () => lax }, peerOf("ttls-pap", knownUser));
  assert.deepEqual(last.kind === "refused" && [last.reason, last.detail], ["tls-failed", "TLSv1.2 negotiated"]);
});

describe("a session of an earlier conversation", () => {
  /** What a peer keeps of a handshake, and whether the server takes it up again. */
  async function visit(context: SecureContext, session?: Buffer): Promise<{ session: Buffer; resumed: boolean }> {
    const ours = keep(new TlsEngine((wire) => new TLSSocket(wire, { isServer: true, secureContext: context })));
    const theirs = keep(
      new TlsEngine((socket) => connect({ socket, rejectUnauthorized: false, ...(session && { session }) })),
    );
    let message = (await theirs.hear(nothing)).records;
    for (let turn = 0; turn < 2; turn++) message = (await theirs.hear((await ours.hear(message)).records)).records;
    return { session: theirs.socket.getSession()!, resumed: ours.socket.isSessionReused() };
  }

  test.each(["TLSv1.2", "TLSv1.3"] as const)("of %s is not resumed", async (maxVersion) => {
    const { secureContext } = eapTls({ ...pki.server, maxVersion });
    const { session } = await visit(secureContext);
    assert.equal((await visit(secureContext, session)).resumed, false);
  });

  test("is refused where a context of another making resumes it", async () => {
    const { certificate: cert, privateKey: key } = pki.server;
    const resuming = createSecureContext({ cert, key, maxVersion: "TLSv1.2" });
    const { session } = await visit(resuming);
    assert.equal((await visit(resuming, session)).resumed, true);
    const deps = { ...serverOf(pki), tls: () => ({ ...eapTls(pki.server), secureContext: resuming }) };
    const { last } = await talk(deps, peerOf("ttls-pap", { ...knownUser, tls: { session } }));
    assert.deepEqual(last.kind === "refused" && [last.reason, last.detail], ["tls-failed", "session resumed"]);
  });
});
