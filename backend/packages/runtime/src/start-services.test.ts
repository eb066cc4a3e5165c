import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { BillingService } from "@beacom/proto/billing/v1/billing";
import { IdentityEvents, IdentityService } from "@beacom/proto/identity/v1/identity";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openLog } from "#log";
import { currentTraceparent, inScope } from "#request-scope";
import { type RunningServices, startServices } from "#start-services";
import { testAuthority } from "#test-certificates";
import {
  ambient,
  answering,
  asking,
  careless,
  type CarelessClient,
  type Seen,
  type Signer,
  testSigner,
} from "#test-services";

const internalKey = Buffer.alloc(32, 7);

/** The same two services, and somebody who calls them. */
type Two = {
  peers: RunningServices["peers"];
  identity: ReturnType<typeof answering>;
  logged: () => { level: string; msg: string; traceId?: string }[];
  close(): Promise<void>;
};

function recorder() {
  const lines: string[] = [];
  const destination = new PassThrough();
  destination.on("data", (chunk: Buffer) => lines.push(...chunk.toString().trim().split("\n")));
  const logged = () => lines.map((line) => JSON.parse(line) as { level: string; msg: string; traceId?: string });
  return { log: openLog({ level: "debug", destination }), logged };
}

async function embedded(signer: Signer): Promise<Two> {
  const identity = answering(signer);
  const { log, logged } = recorder();
  const app = await startServices({ here: [identity, asking()], elsewhere: {}, log, runtime: { internalKey } }, {});
  return { peers: app.peers, identity, logged, close: () => app.close() };
}

async function apart(signer: Signer): Promise<Two> {
  const authority = await testAuthority();
  const identity = answering(signer);
  const { log, logged } = recorder();
  const runtime = async (name: string) => ({ internalKey, rpcPort: 0, tls: await authority.certificate(name) });
  const one = await startServices({ here: [identity], elsewhere: {}, log, runtime: await runtime("identity") }, {});
  const there = Object.fromEntries(identity.offers.map((service) => [service.typeName, one.url!]));
  const two = await startServices({ here: [asking()], elsewhere: there, log, runtime: await runtime("billing") }, {});
  const outside = await startServices(
    { here: [], elsewhere: { ...there, [BillingService.typeName]: two.url! }, log, runtime: await runtime("outside") },
    {},
  );
  assert.match(one.url!, /^https:/);
  const close = async () => {
    await Promise.all([one.close(), two.close()]);
    await outside.close();
  };
  return { peers: outside.peers, identity, logged, close };
}

const refused = (call: Promise<unknown>, message: string, code: Code) =>
  assert.rejects(call, (error) => {
    assert.ok(error instanceof ConnectError, String(error));
    assert.deepEqual([error.rawMessage, Code[error.code]], [message, Code[code]]);
    return true;
  });
const seenIn = (text: string) => JSON.parse(text) as Seen;

describe.each([
  { placement: "beside each other", start: embedded },
  { placement: "apart", start: apart },
])("services $placement", ({ start }) => {
  let two: Two;
  let signer: Signer;
  const identity = () => two.peers.client(IdentityService);
  const billing = () => two.peers.client(BillingService);
  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const asked = async (customerId: string, options = {}) =>
    JSON.parse((await billing().getAccount({ customerId }, options)).accountId) as { own: Seen; theirs: Seen };

  beforeAll(async () => {
    signer = await testSigner();
    two = await start(signer);
  });
  afterAll(() => two?.close());

  test("a service calls under its own name, or in the name of the person it serves", async () => {
    const token = await signer.sign({ sub: "cus_7" });
    const own = await asked("as itself", as(token));
    assert.deepEqual(own.own.caller, { kind: "customer", customerId: "cus_7" });
    assert.deepEqual(own.theirs.caller, { kind: "service", name: "billing-engine" });
    const theirs = await asked("as the caller", as(token));
    assert.deepEqual(theirs.theirs.caller, { kind: "customer", customerId: "cus_7" });
    const staff = await asked(
      "as the caller",
      as(await signer.sign({ sub: "stf_1", kind: "staff", permissions: ["a", 1], role: "finance" })),
    );
    const known = { kind: "staff", staffId: "stf_1", permissions: ["a"] };
    assert.deepEqual(staff.theirs.caller, { ...known, role: "finance" });
    for (const role of [{}, { role: ["owner"] }]) {
      const older = await asked("as the caller", as(await signer.sign({ sub: "stf_1", ...known, ...role })));
      assert.deepEqual(older.theirs.caller, { ...known, role: "" });
    }
  });

  test("a call without a token, or with one that proves nothing, is refused", async () => {
    const other = await testSigner();
    const exp = Math.floor(Date.now() / 1000) + 60;
    const claims = { sub: "cus_1", kind: "customer", iss: "beacom", aud: "beacom", exp };
    const shared = (more: object, key = internalKey) =>
      new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: "HS256" }).sign(key);
    const forged: Record<string, string> = {
      "signed by somebody else": await other.sign({}),
      "of a key nobody knows": await signer.sign({}, { kid: "unknown" }),
      "with no signature at all": new UnsecuredJWT(claims).encode(),
      "of a service, with another key": await shared({ kind: "service" }, Buffer.alloc(32, 9)),
      "of a person, signed as a service": await shared({}),
      "of a service, signed as a person": await signer.sign({ kind: "service", sub: "billing-engine" }),
      "for somebody else": await signer.sign({ aud: "another" }),
      "by another issuer": await signer.sign({ iss: "another" }),
      "without an end": await signer.sign(JSON.parse('{"exp":null}')),
      "changed afterwards": (await signer.sign({})).replace(
        /\.[^.]+\./,
        `.${Buffer.from('{"sub":"cus_2"}').toString("base64url")}.`,
      ),
      "no token": "abc",
    };
    for (const [what, token] of Object.entries(forged)) {
      await assert.rejects(
        identity().getCustomer({}, as(token)),
        (error) =>
          error instanceof ConnectError && error.rawMessage === "token-invalid" && error.code === Code.Unauthenticated,
        what,
      );
    }
    await refused(
      identity().getCustomer({}, as(await signer.sign({ exp: exp - 120 }))),
      "token-expired",
      Code.Unauthenticated,
    );
    await refused(
      identity().getCustomer({}, { headers: { authorization: "none" } }),
      "token-missing",
      Code.Unauthenticated,
    );
  });

  test("a public method needs no token, and a bad one makes nobody of the caller", async () => {
    const { accessToken } = await identity().signIn({}, { headers: { authorization: "none" } });
    assert.deepEqual(seenIn(accessToken).caller, { kind: "public" });
    assert.deepEqual(seenIn((await identity().signIn({}, as("abc"))).accessToken).caller, { kind: "public" });
  });

  test("a caller of another kind, and a method that declares no access, are refused", async () => {
    const customer = as(await signer.sign({}));
    await refused(identity().createFirstStaff({}, customer), "caller-not-allowed", Code.PermissionDenied);
    const follow = async () => {
      for await (const _ of two.peers.client(IdentityEvents).follow({}, customer)) assert.fail("it was told something");
    };
    await refused(follow(), "caller-not-allowed", Code.PermissionDenied);
    const client = two.peers.client(careless) as unknown as CarelessClient;
    await refused(client.do({}), "access-not-declared", Code.PermissionDenied);
  });

  test("a fault is logged once with its cause and shown to nobody; a refusal passes", async () => {
    await refused(identity().refresh({}), "internal-error", Code.Internal);
    const faults = two.logged().filter((line) => JSON.stringify(line).includes("on fire"));
    assert.equal(faults.length, 1);
    assert.equal(faults[0]?.level, "error");
    await refused(identity().register({}), "phone-not-valid", Code.InvalidArgument);
  });

  test("a call has five seconds unless it says otherwise, and what it causes has no more than is left", async () => {
    const normal = await asked("");
    assert.ok(normal.own.leftMs! > 0 && normal.own.leftMs! <= 5_000);
    const short = await asked("", { timeoutMs: 1_500 });
    assert.ok(short.theirs.leftMs! <= 1_500);
    await refused(
      billing().getAccount({ customerId: "hang" }, { timeoutMs: 150 }),
      "the operation timed out",
      Code.DeadlineExceeded,
    );
  });

  test("one trace runs through everything that a call causes, and nothing else does", async () => {
    const scope = { traceparent: `00-${"ab".repeat(16)}-${"cd".repeat(8)}-01`, traceId: "ab".repeat(16) };
    await ambient.run("the caller's own", () =>
      inScope(scope, async () => {
        const { own, theirs } = await asked("");
        assert.equal(own.trace, scope.traceId);
        assert.equal(theirs.trace, scope.traceId);
        assert.equal(own.leaked, undefined);
        assert.equal(theirs.leaked, undefined);
        assert.equal(currentTraceparent(), scope.traceparent);
      }),
    );
    const lines = two.logged().filter((line) => line.msg === "rpc" && line.traceId === scope.traceId);
    assert.equal(lines.length, 2);
    const { own } = await asked("");
    assert.match(own.trace, /^[0-9a-f]{32}$/);
    assert.notEqual(own.trace, scope.traceId);
  });

  test("a stream flows, belongs to the trace that opened it, and ends when its reader leaves", async () => {
    const before = two.identity.streamsEnded();
    const reading = new AbortController();
    const positions: bigint[] = [];
    const traces = new Set<string>();
    const scope = { traceparent: `00-${"ef".repeat(16)}-${"cd".repeat(8)}-01`, traceId: "ef".repeat(16) };
    const stream = inScope(scope, () =>
      two.peers.client(IdentityEvents).follow({ afterPosition: 0n }, { signal: reading.signal }),
    );
    const reader = stream[Symbol.asyncIterator]();
    const read = async () => {
      const { value } = await reader.next();
      const event = value?.events[0];
      assert.ok(event);
      positions.push(event.position);
      traces.add(seenIn(event.json).trace);
      assert.equal(seenIn(event.json).leaked, undefined);
    };
    await inScope(scope, read);
    await ambient.run("the reader's own", read);
    await ambient.run("the reader's own", read);
    assert.deepEqual(positions, [1n, 2n, 3n]);
    assert.deepEqual([...traces], [scope.traceId]);
    const waiting = reader.next();
    reading.abort();
    await assert.rejects(waiting);
    await until(() => two.identity.streamsEnded() === before + 1);
  });

  test("a stop ends streams at once and lets a call in flight finish", async () => {
    const other = await start(signer);
    const streams = other.peers.client(IdentityEvents).follow({ afterPosition: 2n })[Symbol.asyncIterator]();
    await streams.next();
    const waiting = assert.rejects(streams.next());
    const call = other.peers.client(IdentityService).requestSignInCode({});
    await other.peers.client(IdentityService).signIn({});
    const closed = other.close();
    await waiting;
    other.identity.finish();
    assert.equal((await call).verificationId, "finished");
    await closed;
    assert.equal(other.identity.streamsEnded(), 1);
  });
});

test("what a caller leaves lying around does reach a handler without the runtime's scope: the suite can tell", async () => {
  const transport = createRouterTransport(({ service }) =>
    service(IdentityService, { signIn: () => ({ accessToken: ambient.getStore() ?? "nothing" }) }),
  );
  const answer = await ambient.run("leaked", () => createClient(IdentityService, transport).signIn({}));
  assert.equal(answer.accessToken, "leaked");
});

async function until(check: () => boolean, withinMs = 5_000): Promise<void> {
  for (const end = Date.now() + withinMs; !check(); ) {
    assert.ok(Date.now() < end, "it did not happen in time");
    await new Promise((done) => setTimeout(done, 5));
  }
}
