import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { freeradiusInstalled, startFreeradius } from "./freeradius.ts";
import {
  attributesOf,
  messageAuthenticator,
  proxyState,
  standBetween,
  withAttribute,
  without,
} from "./man-in-the-middle.ts";
import { askRadclient, radclientInstalled, tryRadclient } from "./radclient.ts";
import { type Customer, type RunningRadiusServer, secret, startRadiusServer } from "./radius-server.ts";

const [replyMessage, state, classType, vendorSpecific] = [18, 24, 25, 26] as const;

/** What a router from before 2024 would have sent. */
const unsigned = (packet: Uint8Array): Uint8Array => without(messageAuthenticator, packet);
/** Where the attack puts what makes two MD5 sums collide: the server repeats it in its answer (CVE-2024-3596). */
const withCollision = (packet: Uint8Array): Uint8Array => withAttribute(proxyState, Buffer.alloc(223, 0xa5), packet);
const attack = (packet: Uint8Array): Uint8Array => withCollision(unsigned(packet));

describe.skipIf(!radclientInstalled)("whoever stands between a router and us", () => {
  const started = new AsyncDisposableStack();
  let server: RunningRadiusServer;
  let thandi: Customer;
  let routers = 0;
  beforeAll(async () => {
    server = await startRadiusServer();
    started.defer(() => server.stop());
    thandi = await server.newCustomer();
  });
  afterAll(() => started.disposeAsync());

  /** The attacker on the way from a new router. */
  async function attackerOf(policy: "yes" | "auto" | "no", more: { allowUnsignedProxyState?: boolean } = {}) {
    const address = `127.0.6.${++routers}`;
    await server.putRouter({ name: `router-${routers}`, address, requireMessageAuthenticator: policy, ...more });
    const attacker = await standBetween({ address, serverPort: server.authPort });
    started.defer(() => attacker.stop());
    return attacker;
  }
  type Attacker = Awaited<ReturnType<typeof attackerOf>>;
  const login = (password: string) => ({ "User-Name": thandi.username, "User-Password": password });
  const codeFor = async ({ port }: Attacker, password: string): Promise<string> =>
    (await askRadclient({ kind: "auth", port, attributes: login(password) })).code;
  /** Not one octet comes back: the sum that the attack has to hit is never known. */
  async function getsNothing(attacker: Attacker, attributes: Record<string, string> = login("rain")): Promise<void> {
    const tried = await tryRadclient({ kind: "auth", port: attacker.port, attributes });
    assert.ok(!tried.ok && tried.error.kind === "no-answer");
    assert.deepEqual(attacker.replies, []);
  }

  test("gets no answer that it has put a Proxy-State into, whatever the router's policy", async () => {
    const policies = ["yes", "auto", "no"] as const;
    await Promise.all(
      policies.map(async (policy) => {
        const attacker = await attackerOf(policy);
        attacker.changes({ request: attack });
        await getsNothing(attacker);
      }),
    );
    assert.ok((await server.counter("radius_drops_total", { reason: "unsigned-proxy-state" })) >= 2);
  });

  test("gets no answer that repeats anything else that it has put into an unsigned request", async () => {
    const attacker = await attackerOf("no");
    const chosen = Buffer.alloc(223, 0xa5);
    for (const type of [state, replyMessage, vendorSpecific, classType]) {
      attacker.changes({ request: (packet) => withAttribute(type, chosen, unsigned(packet)) });
      assert.equal(await codeFor(attacker, "rain"), "Access-Reject");
      assert.ok(attacker.replies.every((reply) => !Buffer.from(reply).includes(chosen.subarray(0, 8))));
    }
  });

  test("cannot add to a signed request, nor change it", async () => {
    const attacker = await attackerOf("auto");
    attacker.changes({ request: withCollision });
    await getsNothing(attacker);
    attacker.changes({
      request: (packet) => Buffer.concat([packet.subarray(0, -1), Uint8Array.of(packet.at(-1)! ^ 1)]),
    });
    await getsNothing(attacker);
    assert.equal(await codeAfterAll(attacker), "Access-Reject");
  });

  test("cannot take the signature away from a router that has to sign", async () => {
    const attacker = await attackerOf("yes");
    attacker.changes({ request: unsigned });
    await getsNothing(attacker);
    assert.equal(await codeAfterAll(attacker), "Access-Reject");
  });

  test("cannot take it away from a router that has signed before", async () => {
    const attacker = await attackerOf("auto");
    attacker.changes({ request: unsigned });
    // Until then it is a router like those of before 2024.
    assert.equal(await codeFor(attacker, thandi.password), "Access-Accept");
    attacker.changes({});
    assert.equal(await codeFor(attacker, thandi.password), "Access-Accept");
    for (const request of [unsigned, attack]) {
      attacker.changes({ request });
      await getsNothing(attacker);
    }
  });

  test("cannot make an Accept of a Reject, because every answer is signed first", async () => {
    const policies = ["yes", "auto", "no"] as const;
    await Promise.all(
      policies.map(async (policy) => {
        const attacker = await attackerOf(policy);
        attacker.changes({ reply: (packet) => Buffer.concat([Uint8Array.of(2), packet.subarray(1)]) });
        const tried = await tryRadclient({ kind: "auth", port: attacker.port, attributes: login("rain") });
        assert.ok(!tried.ok);
        const [reply] = attacker.replies;
        assert.ok(reply);
        assert.equal(reply[0], 3);
        assert.equal(attributesOf(reply)[0]?.[0], messageAuthenticator);
      }),
    );
  });

  test("gets no answer to EAP without a signature, whatever the policy", async () => {
    const attacker = await attackerOf("no");
    attacker.changes({ request: unsigned });
    const identity = Buffer.from(thandi.username);
    const eap = Buffer.concat([Uint8Array.of(2, 1, 0, identity.length + 5, 1), identity]);
    await getsNothing(attacker, { "User-Name": thandi.username, "EAP-Message": `0x${eap.toString("hex")}` });
  });

  /** With nobody in between, its requests are answered. */
  async function codeAfterAll(attacker: Attacker): Promise<string> {
    attacker.changes({});
    return codeFor(attacker, "rain");
  }

  describe.skipIf(!freeradiusInstalled)("that is a FreeRADIUS which passes requests on, with a Proxy-State", () => {
    async function proxyThrough(more: { allowUnsignedProxyState?: boolean }) {
      const attacker = await attackerOf("auto", more);
      const { port: authPort } = attacker;
      const proxy = await startFreeradius({ secret, proxyTo: { authPort, acctPort: server.acctPort } });
      started.defer(() => proxy.stop());
      return { attacker, proxy };
    }
    const through = (port: number, password: string) =>
      tryRadclient({ kind: "auth", port, attributes: login(password) });

    test("is answered when it signs, and its reports are taken", async () => {
      const { attacker, proxy } = await proxyThrough({});
      const accepted = await through(proxy.authPort, thandi.password);
      assert.ok(accepted.ok && accepted.value.code === "Access-Accept", JSON.stringify(accepted));
      assert.equal(accepted.value.attributes["Mikrotik-Rate-Limit"], "5M/20M");
      const refused = await through(proxy.authPort, "rain");
      assert.ok(refused.ok && refused.value.code === "Access-Reject");
      assert.ok(attacker.replies.every((reply) => attributesOf(reply)[0]?.[0] === messageAuthenticator));
      assert.ok(attacker.replies.every((reply) => attributesOf(reply).some(([type]) => type === proxyState)));
      const attributes = { "User-Name": thandi.username, "Acct-Status-Type": "Start", "Acct-Session-Id": "passed-on" };
      const { code } = await askRadclient({ kind: "acct", port: proxy.acctPort, attributes });
      assert.equal(code, "Accounting-Response");
      assert.equal((await server.sessions(thandi.customerId))[0]?.acctSessionId, "passed-on");
    });

    test("is not when it does not, unless the operator trusts the network between them", async () => {
      const careful = await proxyThrough({});
      careful.attacker.changes({ request: unsigned });
      const tried = await through(careful.proxy.authPort, thandi.password);
      assert.ok(!tried.ok && tried.error.kind === "no-answer");
      assert.deepEqual(careful.attacker.replies, []);

      const trusting = await proxyThrough({ allowUnsignedProxyState: true });
      trusting.attacker.changes({ request: unsigned });
      const accepted = await through(trusting.proxy.authPort, thandi.password);
      assert.ok(accepted.ok && accepted.value.code === "Access-Accept", JSON.stringify(accepted));
    });
  });
});
