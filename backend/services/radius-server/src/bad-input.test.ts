import assert from "node:assert/strict";
import { attributesOf, Code, encodeRequest, papRequest, secretOf } from "@beacom/radius";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openRouter, openStage, sharedSecret, type Stage } from "#stage";

let stage: Stage;
let router: Awaited<ReturnType<typeof openRouter>>;

beforeAll(async () => {
  stage = await openStage();
  router = await openRouter();
  await stage.putNas({ requireMessageAuthenticator: "no" });
});
afterAll(async () => {
  router.close();
  await stage.close();
});

const drops = (reason: string) => stage.counter("radius_drops_total", { reason });

/** Sent and never answered; the next good request shows that everything before it has been handled. */
async function dropsAs(reason: string, bytes: Uint8Array, port = stage.authPort) {
  const before = await drops(reason);
  await router.exchange(port, bytes, 50);
  await stillAnswers();
  assert.equal(await drops(reason), before + 1, reason);
}

async function stillAnswers() {
  const status = await router.ask(stage.authPort, Code.StatusServer, []);
  assert.equal(status?.code, Code.AccessAccept);
  const accounting = await router.ask(stage.acctPort, Code.StatusServer, []);
  assert.equal(accounting?.code, Code.AccountingResponse);
}

function login(secret = sharedSecret, identifier = 77): Uint8Array {
  const authenticator = crypto.getRandomValues(new Uint8Array(16));
  const attributes = papRequest({ username: "nobody", password: "x", authenticator, secret: secretOf(secret) });
  return encodeRequest({ code: Code.AccessRequest, identifier, attributes, secret: secretOf(secret), authenticator });
}

function changed(bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(copy);
  return copy;
}

describe("a packet that lies about its length", () => {
  test("is dropped when it is shorter than a header", () => dropsAs("shorter-than-a-header", login().subarray(0, 19)));
  test("is dropped when its length field is below a header's", () =>
    dropsAs(
      "length-field-too-small",
      changed(login(), (b) => b.set([0, 19], 2)),
    ));
  test("is dropped when its length field is above RADIUS's most", () =>
    dropsAs(
      "length-field-too-large",
      changed(login(), (b) => b.set([0x10, 0x01], 2)),
    ));
  test("is dropped when it says more than came", () =>
    dropsAs(
      "longer-than-the-datagram",
      changed(login(), (b) => b.set([0x0f, 0xff], 2)),
    ));
  test("is dropped when an attribute has length 0 or 1", async () => {
    await dropsAs(
      "attribute-too-short",
      changed(login(), (b) => b.set([0], 39)),
    );
    await dropsAs(
      "attribute-too-short",
      changed(login(), (b) => b.set([1], 39)),
    );
  });
  test("is dropped when an attribute goes past its end", () =>
    dropsAs(
      "attribute-overruns-packet",
      changed(login(), (b) => b.set([255], 39)),
    ));
  test("is dropped when its Message-Authenticator has another length", () =>
    dropsAs(
      "message-authenticator-of-wrong-length",
      changed(login(), (b) => b.set([17], 21)),
    ));
});

test("random octets never stop the server", async () => {
  for (let n = 0; n < 500; n++) {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.floor(Math.random() * 300)));
    if (bytes.length > 4) bytes.set([n % 2 === 0 ? 1 : 4, n % 256, 0, bytes.length % 256]);
    await router.exchange(n % 2 === 0 ? stage.authPort : stage.acctPort, bytes, 0);
  }
  await stillAnswers();
});

test("whoever signs with another secret is not answered", async () => {
  await dropsAs("bad-message-authenticator", login("another-secret-of-16"));
  const attributes = attributesOf({ "Acct-Status-Type": "Start", "Acct-Session-Id": "1" });
  const secret = secretOf("another-secret-of-16");
  const accounting = encodeRequest({ code: Code.AccountingRequest, identifier: 9, attributes, secret });
  await dropsAs("bad-authenticator", accounting, stage.acctPort);
});

test("a source that is no router of ours is not answered", async () => {
  await stage.putNas({ address: "192.0.2.0/24", requireMessageAuthenticator: "no" });
  const before = await drops("unknown-client");
  const deadline = Date.now() + 5_000;
  while ((await drops("unknown-client")) === before && Date.now() < deadline) {
    await router.exchange(stage.authPort, login(), 50);
  }
  assert.ok((await drops("unknown-client")) > before);
  await stage.putNas({ requireMessageAuthenticator: "no" });
  while (!(await router.exchange(stage.authPort, login(sharedSecret, 78), 50)) && Date.now() < deadline);
  await stillAnswers();
});

test("a request of another kind, or without what it must have, is not answered", async () => {
  const secret = secretOf(sharedSecret);
  await dropsAs(
    "unexpected-code",
    changed(login(), (b) => b.set([2])),
  );
  const nameless = encodeRequest({ code: Code.AccountingRequest, identifier: 3, attributes: [], secret });
  await dropsAs("status-type-missing", nameless, stage.acctPort);
  const attributes = attributesOf({ "Acct-Status-Type": "Start", "User-Name": "x" });
  await dropsAs("session-id-missing", encodeRequest({ code: 4, identifier: 4, attributes, secret }), stage.acctPort);
  const unsigned = Uint8Array.from([Code.StatusServer, 5, 0, 20, ...crypto.getRandomValues(new Uint8Array(16))]);
  await dropsAs("unsigned-status", unsigned);
});

test("a login without a password that we can check is rejected", async () => {
  const before = await stage.counter("radius_rejects_total", { reason: "method-unknown" });
  const attributes = attributesOf({ "User-Name": "x" });
  const reply = await router.ask(stage.authPort, Code.AccessRequest, attributes);
  assert.equal(reply?.code, Code.AccessReject);
  assert.equal(await stage.counter("radius_rejects_total", { reason: "method-unknown" }), before + 1);
});

test("the same request again gets the same reply, and another one under its identifier gets its own", async () => {
  const first = login(sharedSecret, 90);
  const second = login(sharedSecret, 90);
  const before = await stage.counter("radius_requests_total", { type: "access", result: "duplicate" });
  const replies = [
    await router.exchange(stage.authPort, first),
    await router.exchange(stage.authPort, first),
    await router.exchange(stage.authPort, second),
  ];
  assert.deepEqual(replies[1], replies[0]);
  assert.notDeepEqual(replies[2], replies[0]);
  assert.equal(await stage.counter("radius_requests_total", { type: "access", result: "duplicate" }), before + 1);
});

describe("a router that has to sign (CVE-2024-3596)", () => {
  /** As routers sent them before 2024: no Message-Authenticator. */
  function unsigned(proxyState = false): Uint8Array {
    const signed = login(sharedSecret, Math.floor(Math.random() * 256));
    const rest = Buffer.concat([
      signed.subarray(0, 20),
      signed.subarray(38),
      proxyState ? Buffer.from([33, 3, 1]) : Buffer.alloc(0),
    ]);
    rest.writeUInt16BE(rest.length, 2);
    return rest;
  }

  test("by its setting is not answered without", async () => {
    await stage.putNas({ requireMessageAuthenticator: "yes" });
    const deadline = Date.now() + 5_000;
    while ((await router.exchange(stage.authPort, unsigned(), 50)) && Date.now() < deadline);
    await dropsAs("unsigned", unsigned());
  });

  test("because it once has, must from then on, also after a restart", async () => {
    await stage.putNas({ requireMessageAuthenticator: "auto" });
    const deadline = Date.now() + 5_000;
    while (!(await router.exchange(stage.authPort, unsigned(), 50)) && Date.now() < deadline);
    await router.exchange(stage.authPort, login());
    await dropsAs("unsigned", unsigned());
    while ((await stage.sql!`select 1 from nas_sources where signs_requests`).length === 0 && Date.now() < deadline);
    const restarted = await openStage({ databaseUrl: stage.databaseUrl });
    assert.equal(await router.exchange(restarted.authPort, unsigned(), 100), undefined);
    assert.equal(await restarted.counter("radius_drops_total", { reason: "unsigned" }), 1);
    await restarted.close();
  });

  test("is dropped with Proxy-State and no signature even when it need not sign", async () => {
    await stage.putNas({ requireMessageAuthenticator: "no" });
    const deadline = Date.now() + 5_000;
    while (!(await router.exchange(stage.authPort, unsigned(), 50)) && Date.now() < deadline);
    await dropsAs("unsigned-proxy-state", unsigned(true));
  });
});
