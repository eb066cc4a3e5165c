import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { IdentityService } from "@beacom/proto/identity/v1/identity";
import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, test } from "vitest";
import { type RunningServices, startServices } from "#start-services";
import { testAuthority } from "#test-certificates";
import { answering, testSigner } from "#test-services";

const internalKey = Buffer.alloc(32, 7);
const quiet = { internalKey, logLevel: "silent" };
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});
const kept = <T extends { close(): Promise<unknown> }>(each: T): T => {
  open.push(each);
  return each;
};

async function identityAt(rpcPort: number) {
  const module = answering(await testSigner());
  return kept(await startServices({ here: [module], elsewhere: {}, runtime: { ...quiet, rpcPort } }, {}));
}
async function callerOf(url: string, runtime = {}): Promise<RunningServices> {
  const elsewhere = { [IdentityService.typeName]: url };
  return kept(await startServices({ here: [], elsewhere, runtime: { ...quiet, ...runtime } }, {}));
}
const call = (app: RunningServices, timeoutMs = 5_000) => app.peers.client(IdentityService).signIn({}, { timeoutMs });
const failsAs = (code: Code) => (error: unknown) => {
  assert.ok(error instanceof ConnectError, String(error));
  assert.equal(Code[error.code], Code[code]);
  return true;
};

test("a peer that stops and comes back is called again", async () => {
  const first = await identityAt(0);
  const caller = await callerOf(first.url!);
  await call(caller);
  await first.close();
  await assert.rejects(call(caller), failsAs(Code.Unavailable));
  await identityAt(first.rpcPort!);
  await call(caller);
});

test("a peer that is gone before anybody called it is an answer, not a crash", async () => {
  const caller = await callerOf("http://127.0.0.1:9");
  await assert.rejects(call(caller), failsAs(Code.Unavailable));
});

test("a goodbye to an idle connection, polite or not, harms nothing", async () => {
  const identity = await identityAt(0);
  const behind = new URL(identity.url!);
  // A door in front of identity that can slam: it speaks HTTP/2 itself only to say goodbye.
  const rude = http2.createServer();
  const sessions: http2.ServerHttp2Session[] = [];
  rude.on("session", (session) => sessions.push(session));
  rude.on("stream", (stream) => stream.on("error", () => {}));
  const sockets = new Set<Socket>();
  let passing = false;
  const door = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    if (!passing) {
      rude.emit("connection", socket);
      return;
    }
    const back = connect(Number(behind.port), behind.hostname);
    socket.pipe(back).pipe(socket);
    back.on("error", () => {});
    socket.on("close", () => back.destroy());
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  kept({
    close: async () => {
      for (const socket of sockets) socket.destroy();
      door.close();
    },
  });
  const caller = await callerOf(`http://127.0.0.1:${(door.address() as AddressInfo).port}`);

  for (const goodbye of ["goaway", "error", "reset"] as const) {
    passing = false;
    const waiting = assert.rejects(call(caller, 300));
    await until(() => sessions.length > 0);
    await waiting;
    const session = sessions.pop()!;
    session.on("error", () => {});
    if (goodbye === "goaway") session.goaway(http2.constants.NGHTTP2_NO_ERROR);
    if (goodbye === "error") session.destroy(undefined, http2.constants.NGHTTP2_ENHANCE_YOUR_CALM);
    if (goodbye === "reset") for (const socket of sockets) socket.resetAndDestroy();
    passing = true;
    await until(() =>
      call(caller, 300).then(
        () => true,
        () => false,
      ),
    );
    for (const socket of sockets) socket.destroy();
    await until(() => sockets.size === 0);
    await until(() =>
      call(caller, 300).then(
        () => true,
        () => false,
      ),
    );
    for (const socket of sockets) socket.destroy();
    await until(() => sockets.size === 0);
  }
});

test("only a caller with a certificate of this installation gets in", async () => {
  const [ours, other] = [await testAuthority(), await testAuthority()];
  const module = answering(await testSigner());
  const tls = await ours.certificate("identity");
  const server = kept(
    await startServices({ here: [module], elsewhere: {}, runtime: { ...quiet, rpcPort: 0, tls } }, {}),
  );
  await call(await callerOf(server.url!, { tls: await ours.certificate("caller") }));
  const { ca } = tls;
  const stranger = await other.certificate("caller");
  await assert.rejects(call(await callerOf(server.url!, { tls: { ...stranger, ca } }), 2_000));
  await assert.rejects(call(await callerOf(server.url!, { tls: stranger }), 2_000));
  await assert.rejects(call(await callerOf(server.url!), 2_000));
});

async function until(check: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  for (const end = Date.now() + withinMs; !(await check()); ) {
    assert.ok(Date.now() < end, "it did not happen in time");
    await new Promise((done) => setTimeout(done, 5));
  }
}
