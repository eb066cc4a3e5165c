import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { AcctStatus, firstInteger, type Packet, readNamed, Type } from "@beacom/radius";
import { valueOf } from "@beacom/result";
import { afterEach, describe, test } from "vitest";
import type { NasVariant } from "#testing/radius-server";
import { acceptWith, type Closing, eventually, nasOf, radiusServer } from "#testing/radius-server";

const closing: Closing = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const api = { port: 0, username: "beacom", password: "router-secret", login: "plain" } as const;
const credential = { username: "thandi", password: "umbrella", framedIpAddress: "10.5.50.2" };

async function routerWith(flavour: "mikrotik" | "mikrotik-hotspot", more: NasVariant = {}) {
  const server = await radiusServer(closing, acceptWith({ "Mikrotik-Rate-Limit": "2M/10M" }));
  const nas = await nasOf(closing, server.port, { flavour, api, ...more });
  const session = valueOf(await nas.login(credential));
  return { server, nas, session, line: await lineTo(nas.apiPort ?? 0) };
}

/** A line of bytes: each text is put behind one length octet here and taken off again, without any code of the stand-in. */
async function lineTo(port: number) {
  const socket = connect(port, "127.0.0.1");
  let arrived = Buffer.alloc(0);
  let ended = false;
  socket.on("data", (chunk: Buffer) => (arrived = Buffer.concat([arrived, chunk])));
  socket.on("error", () => undefined);
  socket.on("close", () => (ended = true));
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  closing.push(() => socket.destroy());
  const bytes = (words: readonly string[]) =>
    Buffer.concat([
      ...words.map((word) => Buffer.from(String.fromCharCode(word.length) + word, "latin1")),
      Buffer.alloc(1),
    ]);
  return {
    arrived: () => arrived,
    ended: () => ended,
    send: (...words: string[]) => socket.write(bytes(words)),
    /** Sends, and waits until what came ends as given. */
    async ask(words: readonly string[], last: readonly string[] = ["!done"]): Promise<string> {
      arrived = Buffer.alloc(0);
      socket.write(bytes(words));
      const end = bytes(last);
      await eventually(() => arrived.subarray(-end.length).equals(end));
      return arrived.toString("latin1");
    },
  };
}

const logIn = ["/login", "=name=beacom", "=password=router-secret"];
const isStop = (packet: Packet): boolean => firstInteger(packet, Type.AcctStatusType) === AcctStatus.Stop;

describe("the router's API", () => {
  test("answers a login and a print of one session in the very bytes of the protocol", async () => {
    const { session, line } = await routerWith("mikrotik");
    await line.ask(logIn);
    assert.equal(line.arrived().toString("hex"), `05${Buffer.from("!done").toString("hex")}00`);
    await line.ask(["/ppp/active/print", "=.proplist=.id,name,address", "?name=thandi", ".tag=a"], ["!done", ".tag=a"]);
    const re = Buffer.from(
      "\x03!re\x07=.id=*1\x0c=name=thandi\x12=address=10.5.50.2\x06.tag=a\0\x05!done\x06.tag=a\0",
      "latin1",
    );
    assert.equal(line.arrived().toString("hex"), re.toString("hex"));
    assert.equal(session.isOpen(), true);
  });

  test("lets nobody ask who has not logged in, and nobody in with another password", async () => {
    const { line } = await routerWith("mikrotik");
    assert.match(await line.ask(["/login", "=name=beacom", "=password=x"]), /!trap.*invalid user name or password/s);
    line.send("/ppp/active/print");
    await eventually(() => line.ended());
    assert.match(line.arrived().toString("latin1"), /!fatal.not logged in/s);
  });

  test("of an old version wants an MD5 over its challenge", async () => {
    const { line } = await routerWith("mikrotik", { api: { ...api, login: "challenge" } });
    line.send("/login");
    await eventually(() => line.arrived().includes("=ret="));
    const challenge = /=ret=([0-9a-f]{32})/.exec(line.arrived().toString("latin1"))?.[1] ?? "";
    const hash = createHash("md5");
    hash.update(Buffer.concat([Buffer.from([0]), Buffer.from("router-secret"), Buffer.from(challenge, "hex")]));
    const answer = await line.ask(["/login", "=name=beacom", `=response=00${hash.digest("hex")}`]);
    assert.doesNotMatch(answer, /!trap/);
    assert.match(await line.ask(["/system/identity/print"]), /=name=tower-1/);
  });

  test("does not take the same response twice", async () => {
    const { line } = await routerWith("mikrotik", { api: { ...api, login: "challenge" } });
    line.send("/login");
    await eventually(() => line.arrived().includes("=ret="));
    assert.match(await line.ask(["/login", "=name=beacom", "=response=00aa"]), /!trap/);
    assert.match(await line.ask(["/login", "=name=beacom", "=response=00aa"]), /!trap/);
  });

  test.each([
    ["mikrotik", "/ppp/active", "name"],
    ["mikrotik-hotspot", "/ip/hotspot/active", "user"],
  ] as const)("on a %s ends a session of %s, and its Stop says Admin-Reset", async (flavour, menu, user) => {
    const { server, session, line } = await routerWith(flavour);
    await line.ask(logIn);
    assert.match(await line.ask([`${menu}/print`]), new RegExp(`=${user}=thandi`));
    assert.doesNotMatch(await line.ask([`${menu}/remove`, "=.id=*1"]), /!trap/);
    assert.equal(readNamed(await server.packet(isStop))["Acct-Terminate-Cause"], "Admin-Reset");
    assert.equal(session.isOpen(), false);
    assert.match(await line.ask([`${menu}/remove`, "=.id=*1"]), /!trap.*no such item/s);
    assert.equal(await line.ask([`${menu}/print`]), "\x05!done\0");
  });

  test("shows the queue of a session and sets its limit, upload first", async () => {
    const { session, line } = await routerWith("mikrotik-hotspot");
    await line.ask(logIn);
    const shown = await line.ask(["/queue/simple/print", "?target=10.5.50.2/32"]);
    assert.match(shown, /=name=<hotspot-thandi>.*=max-limit=2000000\/10000000.*=dynamic=true/s);
    await line.ask(["/queue/simple/set", "=.id=*1", "=max-limit=64k/256000"]);
    assert.equal(session.rateLimit()?.upBitsPerSecond, 64_000);
    assert.equal(session.rateLimit()?.downBitsPerSecond, 256_000);
    assert.match(await line.ask(["/queue/simple/set", "=.id=*1", "=max-limit=much"]), /!trap.*=category=1/s);
  });

  test("tells who it is, and traps on what it does not know", async () => {
    const { line } = await routerWith("mikrotik");
    await line.ask(logIn);
    assert.match(await line.ask(["/system/resource/print"]), /=uptime=0s.*=version=7\.16\.1 \(stable\).*=board-name=/s);
    assert.match(await line.ask(["/no/such/print"]), /!trap.*=category=0.*no such command prefix/s);
    assert.match(await line.ask(["/ppp/active/set"]), /!trap.*no such command/s);
  });

  test("of 7.18 says that it found nothing", async () => {
    const { line } = await routerWith("mikrotik", { api: { ...api, version: "7.18 (stable)" } });
    await line.ask(logIn);
    assert.equal(await line.ask(["/ppp/active/print", "?name=nobody"]), "\x06!empty\0\x05!done\0");
  });

  test("says goodbye", async () => {
    const { line } = await routerWith("mikrotik");
    await line.ask(logIn);
    line.send("/quit");
    await eventually(() => line.ended());
    assert.match(line.arrived().toString("latin1"), /!fatal.session terminated on request/s);
  });

  test("misbehaves on demand", async () => {
    const { nas, session, line } = await routerWith("mikrotik");
    nas.misbehave({ api: { kind: "refuses-login" } });
    assert.match(await line.ask(logIn), /!trap/);
    nas.misbehave({});
    await line.ask(logIn);
    nas.misbehave({ api: { kind: "traps", message: "not enough permissions (9)", category: 4 } });
    assert.match(await line.ask(["/ppp/active/print"]), /!trap.*=category=4.*not enough permissions/s);
    nas.misbehave({ api: { kind: "queues-read-only" } });
    assert.match(await line.ask(["/queue/simple/set", "=.id=*1", "=max-limit=1M/1M"]), /!trap.*dynamic/s);
    nas.misbehave({ api: { kind: "ignores-set" } });
    assert.equal(await line.ask(["/queue/simple/set", "=.id=*1", "=max-limit=1M/1M"]), "\x05!done\0");
    assert.equal(session.rateLimit()?.downBitsPerSecond, 10_000_000);
    nas.misbehave({ api: { kind: "never-answers" } });
    line.send("/ppp/active/print");
    await new Promise<void>((resolve) => setTimeout(resolve, 50));
    assert.equal(line.arrived().toString("latin1"), "\x05!done\0");
    nas.misbehave({ api: { kind: "garbage" } });
    line.send("/ppp/active/print");
    await eventually(() => line.arrived().includes(Buffer.alloc(8, 0xfb)));
    nas.misbehave({ api: { kind: "closes-midway" } });
    line.send("/ppp/active/print");
    await eventually(() => line.ended());
    assert.ok(!line.arrived().subarray(-6).equals(Buffer.from("\x05!done\0", "latin1").subarray(-6)));
  });

  test("is MikroTik's alone", async () => {
    await assert.rejects(nasOf(closing, 9, { flavour: "unifi", api }), RangeError);
  });
});
