import assert from "node:assert/strict";
import { createServer } from "node:net";
import { inspect } from "node:util";
import { type Result, valueOf } from "@beacom/result";
import { afterEach, describe, test } from "vitest";
import { connectRouterOs, type RouterOsConnection } from "#connection";
import { challengeResponse } from "#login";
import { type Heard, scriptedRouter } from "#testing/scripted-router";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const password = "a-very-secret-word";
const credentials = { address: "127.0.0.1", username: "beacom", password, timeoutMs: 2_000 };

async function routerThat(script: (heard: Heard) => void, options: { login?: "scripted" } = {}) {
  const router = await scriptedRouter(script, options);
  closing.push(() => router.close());
  return router;
}

async function connected(script: (heard: Heard) => void, timeoutMs = 2_000): Promise<RouterOsConnection> {
  const { port } = await routerThat(script);
  const connection = valueOf(await connectRouterOs({ ...credentials, port, timeoutMs }));
  closing.push(() => connection.close());
  return connection;
}

const errorOf = <Refusal>(result: Result<unknown, Refusal>): Refusal => {
  assert.ok(!result.ok, "it was not refused");
  return result.error;
};

describe("logging in", () => {
  test("says name and password as they are to a router of 6.43 or later", async () => {
    const router = await routerThat(() => undefined);
    valueOf(await connectRouterOs({ ...credentials, port: router.port })).close();
    assert.deepEqual(router.heard, [["/login", "=name=beacom", `=password=${password}`]]);
  });

  test("answers the challenge of an older one", async () => {
    const challenge = "856780b7411eefd3abadee2058c149a3";
    const router = await routerThat(
      ({ words, say }) => {
        if (words.some((word) => word === `=response=${challengeResponse(password, challenge)}`)) say("!done");
        else say("!done", `=ret=${challenge}`);
      },
      { login: "scripted" },
    );
    valueOf(await connectRouterOs({ ...credentials, port: router.port })).close();
    assert.equal(router.heard.length, 2);
  });

  test("computes what MikroTik's manual shows for an empty password", () => {
    assert.equal(challengeResponse("", "856780b7411eefd3abadee2058c149a3"), "005062f7a5ef124d34675bf3e81f56c556");
  });

  test("is refused in the router's words, and never with the password in them", async () => {
    const { port } = await routerThat(
      ({ say, words }) => {
        say("!trap", `=message=invalid user name or password (6): ${words.join(" ")}`);
        say("!done");
      },
      { login: "scripted" },
    );
    const refusal = errorOf(await connectRouterOs({ ...credentials, port }));
    assert.equal(refusal.kind, "login-refused");
    assert.ok(!inspect(refusal, { depth: 9 }).includes(password));
  });

  test("with a challenge that is none is refused", async () => {
    const { port } = await routerThat(({ say }) => say("!done", "=ret=zz"), { login: "scripted" });
    assert.equal(errorOf(await connectRouterOs({ ...credentials, port })).kind, "login-refused");
  });

  test("gives up on a router that never answers", async () => {
    const { port } = await routerThat(() => undefined, { login: "scripted" });
    assert.deepEqual(errorOf(await connectRouterOs({ ...credentials, port, timeoutMs: 80 })), {
      kind: "timed-out",
      afterMs: 80,
    });
  });

  test("says that nothing listens there", async () => {
    const router = await scriptedRouter(() => undefined);
    await router.close();
    assert.deepEqual(errorOf(await connectRouterOs({ ...credentials, port: router.port })), {
      kind: "unreachable",
      code: "ECONNREFUSED",
    });
  });

  test.each([
    ["a web server's answer", Buffer.from(`HTTP/1.1 400 Bad Request\r\n${"x".repeat(168)}\0`)],
    ["octets without sense", Buffer.alloc(64, 0xff)],
  ])("takes %s for no router", async (_what, octets) => {
    const server = createServer((socket) => socket.on("error", () => undefined).end(octets));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    const { port } = server.address() as { port: number };
    const refusal = errorOf(await connectRouterOs({ ...credentials, port }));
    assert.equal(refusal.kind === "connection-lost" && refusal.reason, "not-routeros");
  });
});

describe("asking", () => {
  test("sends attributes and queries as words, and gets the rows", async () => {
    const router = await routerThat(({ say, tag }) => {
      say("!re", "=.id=*1", "=name=thandi", ...tag);
      say("!re", "=.id=*2", "=name=sipho", ...tag);
      say("!done", ...tag);
    });
    const connection = valueOf(await connectRouterOs({ ...credentials, port: router.port }));
    closing.push(() => connection.close());
    const rows = valueOf(
      await connection.ask("/ppp/active/print", { ".proplist": ".id,name" }, ["name=thandi", "name=sipho", "#|"]),
    );
    assert.deepEqual(rows, [
      { ".id": "*1", name: "thandi" },
      { ".id": "*2", name: "sipho" },
    ]);
    assert.deepEqual(router.heard.at(-1), [
      "/ppp/active/print",
      "=.proplist=.id,name",
      "?name=thandi",
      "?name=sipho",
      "?#|",
      ".tag=1",
    ]);
  });

  test("gets no rows where a router of 7.18 says that it found nothing", async () => {
    const connection = await connected(({ say, tag }) => {
      say("!empty", ...tag);
      say("!done", ...tag);
    });
    assert.deepEqual(valueOf(await connection.ask("/ppp/active/print")), []);
  });

  test("gives each of several commands its own answer, in whatever order and however mixed they come", async () => {
    const waiting: Heard[] = [];
    const connection = await connected((heard) => {
      waiting.push(heard);
      if (waiting.length < 3) return;
      for (const one of waiting) one.say("!re", `=from=${one.command}`, ...one.tag);
      for (const one of waiting.toReversed()) one.say("!done", ...one.tag);
    });
    const answers = await Promise.all(["/a", "/b", "/c"].map((command) => connection.ask(command)));
    assert.deepEqual(
      answers.map((answer) => valueOf(answer)[0]?.["from"]),
      ["/a", "/b", "/c"],
    );
  });

  test("is refused with the first trap and its category, and the next command goes on", async () => {
    const connection = await connected(({ command, say, tag }) => {
      if (command === "/bad") {
        say("!trap", "=category=0", "=message=no such command prefix", ...tag);
        say("!trap", "=message=and more", ...tag);
      }
      say("!done", ...tag);
    });
    assert.deepEqual(errorOf(await connection.ask("/bad")), {
      kind: "trap",
      message: "no such command prefix",
      category: 0,
    });
    assert.deepEqual(valueOf(await connection.ask("/good")), []);
  });

  test("times out alone: the command is cancelled, its late answer is passed over, others go on", async () => {
    let slow: Heard | undefined;
    const router = await routerThat((heard) => {
      if (heard.command === "/slow") slow = heard;
      else if (heard.command === "/cancel") {
        slow?.say("!trap", "=category=2", "=message=interrupted", ...slow.tag);
        slow?.say("!done", ...slow.tag);
        heard.say("!done", ...heard.tag);
      } else {
        heard.say("!re", "=n=1", ...heard.tag);
        heard.say("!done", ...heard.tag);
      }
    });
    const connection = valueOf(await connectRouterOs({ ...credentials, port: router.port, timeoutMs: 120 }));
    closing.push(() => connection.close());
    assert.deepEqual(errorOf(await connection.ask("/slow")), { kind: "timed-out", afterMs: 120 });
    assert.deepEqual(valueOf(await connection.ask("/quick")), [{ n: "1" }]);
    assert.deepEqual(router.heard[2], ["/cancel", "=tag=1", ".tag=2"]);
    assert.equal(connection.lost(), undefined);
  });

  test("is refused when the router hangs up in the middle of its answer, and so is whatever is asked afterwards", async () => {
    const connection = await connected(({ say, tag, hangUp }) => {
      say("!re", "=.id=*1", ...tag);
      setTimeout(hangUp, 20);
    });
    const [first, second] = await Promise.all([connection.ask("/a"), connection.ask("/b")]);
    assert.equal(errorOf(first).kind, "connection-lost");
    assert.equal(errorOf(second).kind, "connection-lost");
    assert.equal(errorOf(await connection.ask("/c")).kind, "connection-lost");
    assert.equal(connection.lost()?.reason, "closed-by-router");
  });

  test("tells why the router ended the session", async () => {
    const connection = await connected(({ say }) => say("!fatal", "session terminated on request"));
    assert.deepEqual(errorOf(await connection.ask("/quit")), {
      kind: "connection-lost",
      reason: "ended-by-router",
      detail: "session terminated on request",
    });
  });

  test.each([
    ["garbage", (heard: Heard) => heard.raw(Buffer.alloc(32, 0xfe)), "not-a-length"],
    ["a word that would fill the memory", (heard: Heard) => heard.raw(Buffer.from("efffffff", "hex")), "word-too-long"],
    ["a sentence that is no reply", (heard: Heard) => heard.say("hello"), "not-a-reply"],
    [
      "an answer to what was never asked",
      (heard: Heard) => heard.say("!done", ".tag=99"),
      "it answers what nobody asked",
    ],
    ["an answer without its tag", (heard: Heard) => heard.say("!done"), "it answers what nobody asked"],
  ])("ends the connection on %s", async (_what, script, detail) => {
    const connection = await connected(script);
    assert.deepEqual(errorOf(await connection.ask("/a")), {
      kind: "connection-lost",
      reason: "not-routeros",
      detail,
    });
  });

  test("refuses an answer without an end before it fills the memory, and the connection lives on", async () => {
    const filling = `=text=${"x".repeat(60_000)}`;
    const connection = await connected(({ command, say, tag }) => {
      if (command === "/endless") for (let i = 0; i < 300; i++) say("!re", filling, ...tag);
      say("!done", ...tag);
    }, 20_000);
    assert.equal(errorOf(await connection.ask("/endless")).kind, "answer-too-long");
    assert.deepEqual(valueOf(await connection.ask("/quick")), []);
  });

  test("is refused once we have closed", async () => {
    const connection = await connected(() => undefined);
    const asked = connection.ask("/a");
    connection.close();
    assert.deepEqual(errorOf(await asked), { kind: "connection-lost", reason: "closed-by-us" });
  });
});

test("a connection does not tell its password, however it is printed", async () => {
  const connection = await connected(() => undefined);
  assert.ok(!inspect(connection, { depth: 20, showHidden: true }).includes(password));
  assert.ok(!JSON.stringify(connection).includes(password));
});
