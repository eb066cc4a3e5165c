import assert from "node:assert/strict";
import { type Result, valueOf } from "@beacom/result";
import { afterEach, describe, test } from "vitest";
import { changeRate } from "#change-rate";
import { connectRouterOs, type RouterOsConnection } from "#connection";
import { endSession } from "#end-session";
import { probe, secondsOf } from "#probe";
import { bitsPerSecondOf } from "#queue-rate";
import { type Heard, scriptedRouter } from "#testing/scripted-router";

type Rows = readonly Readonly<Record<string, string>>[];

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A router whose menus hold these rows; queries are left to the client, which must not trust them to have been obeyed. */
async function routerWith(menus: Record<string, Rows>, special: (heard: Heard) => boolean = () => false) {
  const router = await scriptedRouter((heard) => {
    if (special(heard)) return;
    const rows = menus[heard.command.replace(/\/print$/, "")];
    if (heard.command.endsWith("/print") && rows === undefined) {
      heard.say("!trap", "=message=no such command prefix", ...heard.tag);
    }
    if (heard.command.endsWith("/print")) {
      for (const row of rows ?? []) {
        heard.say("!re", ...Object.entries(row).map(([name, value]) => `=${name}=${value}`), ...heard.tag);
      }
    }
    heard.say("!done", ...heard.tag);
  });
  closing.push(() => router.close());
  const connection: RouterOsConnection = valueOf(
    await connectRouterOs({ address: "127.0.0.1", port: router.port, username: "b", password: "p", timeoutMs: 2_000 }),
  );
  closing.push(() => connection.close());
  const did = (verb: string) => router.heard.filter(([command]) => command?.endsWith(`/${verb}`));
  return { connection, did };
}

const errorOf = <Refusal>(result: Result<unknown, Refusal>): Refusal => {
  assert.ok(!result.ok, "it was not refused");
  return result.error;
};

const pppoe = {
  ".id": "*8000001",
  name: "thandi",
  service: "pppoe",
  address: "100.64.0.9",
  "caller-id": "02:00:00:00:00:01",
  "session-id": "0x81A00001",
};
const guest = { ".id": "*A01", user: "thandi", address: "10.5.50.2", "mac-address": "02:00:00:00:00:02" };

describe("ending a session", () => {
  test("removes the one that agrees in name, address, caller and session id, in whatever spelling", async () => {
    const other = { ...pppoe, ".id": "*8000002", name: "sipho" };
    const { connection, did } = await routerWith({ "/ppp/active": [other, pppoe], "/ip/hotspot/active": [] });
    const ended = await endSession(connection, {
      username: "thandi",
      framedIpAddress: "100.64.0.9",
      callingStationId: "02-00-00-00-00-01",
      acctSessionId: "81a00001",
    });
    assert.deepEqual(valueOf(ended), {
      found: { ppp: 1, hotspot: 0 },
      removed: { ppp: 1, hotspot: 0 },
      services: ["pppoe"],
    });
    assert.deepEqual(
      did("remove").map((words) => words.slice(0, 2)),
      [["/ppp/active/remove", "=.id=*8000001"]],
    );
  });

  test("removes both kinds where only the name is known", async () => {
    const { connection } = await routerWith({ "/ppp/active": [pppoe], "/ip/hotspot/active": [guest] });
    assert.deepEqual(valueOf(await endSession(connection, { username: "thandi" })), {
      found: { ppp: 1, hotspot: 1 },
      removed: { ppp: 1, hotspot: 1 },
      services: ["pppoe", "hotspot"],
    });
  });

  test("leaves the session alone that the same subscriber has opened since", async () => {
    const { connection, did } = await routerWith({ "/ppp/active": [pppoe], "/ip/hotspot/active": [] });
    for (const older of [
      { acctSessionId: "81a00000" },
      { framedIpAddress: "100.64.0.8" },
      { callingStationId: "02:00:00:00:00:99" },
    ]) {
      const refused = await endSession(connection, { username: "thandi", ...older });
      assert.deepEqual(errorOf(refused), { kind: "not-found", othersOfUser: 1 });
    }
    assert.deepEqual(did("remove"), []);
  });

  test("takes a router without a hotspot for one without guests", async () => {
    const { connection } = await routerWith({ "/ppp/active": [pppoe] });
    assert.deepEqual(valueOf(await endSession(connection, { username: "thandi" })).removed, { ppp: 1, hotspot: 0 });
  });

  test("counts a session that ended by itself in between as found and not removed", async () => {
    const { connection } = await routerWith({ "/ppp/active": [pppoe] }, ({ command, say, tag }) => {
      if (command !== "/ppp/active/remove") return false;
      say("!trap", "=message=no such item (4)", ...tag);
      say("!done", ...tag);
      return true;
    });
    const ended = valueOf(await endSession(connection, { username: "thandi" }));
    assert.deepEqual([ended.found.ppp, ended.removed.ppp], [1, 0]);
  });

  test("tells how far it came when the router refuses", async () => {
    const { connection } = await routerWith(
      { "/ppp/active": [pppoe, { ...pppoe, ".id": "*2" }] },
      ({ words, say, tag }) => {
        if (words[1] !== "=.id=*2") return false;
        say("!trap", "=message=not enough permissions (9)", ...tag);
        say("!done", ...tag);
        return true;
      },
    );
    assert.deepEqual(errorOf(await endSession(connection, { username: "thandi" })), {
      kind: "not-all-removed",
      removed: { ppp: 1, hotspot: 0 },
      because: { kind: "trap", message: "not enough permissions (9)", category: undefined },
    });
  });
});

describe("changing a rate", () => {
  const rates = { username: "thandi", downBitsPerSecond: 512_000, upBitsPerSecond: 128_000 };
  const queueOf = (row: Record<string, string>) => ({
    ".id": "*1",
    name: "<pppoe-thandi>",
    target: "<pppoe-thandi>",
    "max-limit": "2000000/10000000",
    dynamic: "true",
    ...row,
  });

  /** A router that obeys `set` on its queues. */
  function queues(...rows: Record<string, string>[]) {
    const menu = rows.map((row) => ({ ...row }));
    return routerWith({ "/queue/simple": menu }, ({ command, words }) => {
      const id = words.find((word) => word.startsWith("=.id="))?.slice(5);
      const row = menu.find((one) => one[".id"] === id);
      const limit = words.find((word) => word.startsWith("=max-limit="))?.slice(11);
      if (command === "/queue/simple/set" && row && limit) row["max-limit"] = limit;
      return false;
    });
  }

  test("sets upload before download on the session's dynamic queue, and takes its old burst away", async () => {
    const { connection, did } = await queues(queueOf({}), queueOf({ ".id": "*2", name: "<pppoe-sipho>" }));
    assert.deepEqual(valueOf(await changeRate(connection, rates)), [
      { name: "<pppoe-thandi>", maxLimitBefore: "2000000/10000000", maxLimitAfter: "128000/512000" },
    ]);
    assert.deepEqual(did("set")[0]?.slice(1, 6), [
      "=.id=*1",
      "=max-limit=128000/512000",
      "=burst-limit=0/0",
      "=burst-threshold=0/0",
      "=burst-time=0s/0s",
    ]);
  });

  test("sets a burst where one is given", async () => {
    const { connection, did } = await queues(queueOf({}));
    const burst = {
      upBitsPerSecond: 256_000,
      downBitsPerSecond: 1_024_000,
      thresholdUpBitsPerSecond: 64_000,
      thresholdDownBitsPerSecond: 256_000,
      seconds: 8,
    };
    valueOf(await changeRate(connection, { ...rates, burst }));
    assert.deepEqual(did("set")[0]?.slice(3, 6), [
      "=burst-limit=256000/1024000",
      "=burst-threshold=64000/256000",
      "=burst-time=8s/8s",
    ]);
  });

  test("finds a queue by the session's address too, and leaves the queue of the user's other device", async () => {
    const mine = queueOf({ name: "<hotspot-thandi>", target: "10.5.50.2/32" });
    const hers = queueOf({ ".id": "*2", name: "<hotspot-thandi>", target: "10.5.50.3/32" });
    const { connection, did } = await queues(mine, hers);
    valueOf(await changeRate(connection, { ...rates, framedIpAddress: "10.5.50.2" }));
    assert.deepEqual(
      did("set").map((words) => words[1]),
      ["=.id=*1"],
    );
  });

  test("leaves the queue of somebody else who has the address now", async () => {
    const next = queueOf({ name: "<hotspot-sipho>", target: "10.5.50.2/32" });
    const { connection, did } = await queues(next);
    const refused = await changeRate(connection, { ...rates, framedIpAddress: "10.5.50.2" });
    assert.deepEqual(errorOf(refused), { kind: "not-found" });
    assert.deepEqual(did("set"), []);
  });

  test("does not touch a queue that a person made, and says that there is no other", async () => {
    const { connection, did } = await queues(queueOf({ dynamic: "false" }));
    assert.deepEqual(errorOf(await changeRate(connection, rates)), { kind: "not-found" });
    assert.deepEqual(did("set"), []);
  });

  test("says that the router lets nobody change it", async () => {
    const { connection } = await routerWith({ "/queue/simple": [queueOf({})] }, ({ command, say, tag }) => {
      if (command !== "/queue/simple/set") return false;
      say("!trap", "=message=failure: can not change dynamic", ...tag);
      say("!done", ...tag);
      return true;
    });
    assert.deepEqual(errorOf(await changeRate(connection, rates)), {
      kind: "read-only",
      queue: "<pppoe-thandi>",
      message: "failure: can not change dynamic",
    });
  });

  test("does not believe a router that says yes and changes nothing", async () => {
    const { connection } = await routerWith({ "/queue/simple": [queueOf({})] });
    assert.deepEqual(errorOf(await changeRate(connection, rates)), {
      kind: "not-applied",
      queue: "<pppoe-thandi>",
      maxLimit: "2000000/10000000",
    });
  });

  test("refuses zero, which would be no limit at all", async () => {
    const { connection, did } = await queues(queueOf({}));
    for (const wrong of [{ upBitsPerSecond: 0 }, { downBitsPerSecond: -1 }, { downBitsPerSecond: 0.5 }]) {
      assert.deepEqual(errorOf(await changeRate(connection, { ...rates, ...wrong })), { kind: "rate-not-positive" });
    }
    assert.deepEqual(did("print"), []);
  });

  test("reads limits with and without units, and nothing else", () => {
    assert.deepEqual(bitsPerSecondOf("64k/2M"), { up: 64_000, down: 2_000_000 });
    assert.deepEqual(bitsPerSecondOf("0/1000000000"), { up: 0, down: 1_000_000_000 });
    for (const wrong of ["", "1M", "1M/", "a/b", "1.5M/2M"]) assert.equal(bitsPerSecondOf(wrong), undefined);
  });
});

describe("probing", () => {
  const resource = { version: "7.16.1 (stable)", "board-name": "hAP ac^2", uptime: "1w2d3h4m5s" };

  test("tells version, board, uptime and identity", async () => {
    const menus = { "/system/resource": [resource], "/system/identity": [{ name: "tower-1" }] };
    const { connection } = await routerWith(menus);
    assert.deepEqual(valueOf(await probe(connection)), {
      identity: "tower-1",
      version: "7.16.1 (stable)",
      board: "hAP ac^2",
      uptimeSeconds: 788_645,
    });
  });

  test("says which property a router does not tell", async () => {
    const menus = { "/system/resource": [{ ...resource, uptime: "long" }], "/system/identity": [{ name: "tower-1" }] };
    const { connection } = await routerWith(menus);
    assert.deepEqual(errorOf(await probe(connection)), { kind: "property-not-told", property: "uptime" });
  });

  test("reads both spellings of an uptime", () => {
    assert.equal(secondsOf("4d12:02:34"), 4 * 86_400 + 12 * 3_600 + 154);
    assert.equal(secondsOf("34s"), 34);
    assert.equal(secondsOf(""), undefined);
  });
});
