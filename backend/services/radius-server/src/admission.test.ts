import assert from "node:assert/strict";
import { attributesOf, Code, type Packet, readNamed } from "@beacom/radius";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openRouter, openStage, type Stage } from "#stage";

let stage: Stage;
let router: Awaited<ReturnType<typeof openRouter>>;

beforeAll(async () => {
  stage = await openStage();
  router = await openRouter();
  await stage.putNas();
});
afterAll(async () => {
  router.close();
  await stage.close();
});

const named = (reply: Packet | undefined) => (reply ? readNamed(reply) : {});
const station = (mac: string) => attributesOf({ "Calling-Station-Id": mac });

async function loginFrom(mac: string, customer: { username: string; password: string }, port = stage.authPort) {
  return router.login(port, customer.username, customer.password, station(mac));
}

async function beginSession(id: string, customer: { username: string }, mac: string, accept: Packet | undefined) {
  const { Class: cls, "Framed-IP-Address": address } = named(accept);
  await router.account(stage.acctPort, {
    "Acct-Status-Type": "Start",
    "Acct-Session-Id": id,
    "User-Name": customer.username,
    "Calling-Station-Id": mac,
    ...(cls !== undefined && { Class: String(cls) }),
    ...(address !== undefined && { "Framed-IP-Address": String(address) }),
  });
}

const endSession = (id: string, customer: { username: string }) =>
  router.account(stage.acctPort, {
    "Acct-Status-Type": "Stop",
    "Acct-Session-Id": id,
    "User-Name": customer.username,
    "Acct-Session-Time": 60,
  });

/** A profile, used by a new customer as soon as the server knows both. */
async function customerWith(profile: string, definition: Record<string, unknown>) {
  await stage.admin.putPolicy({ kind: "profile", name: profile, definition: definition as never });
  const customer = await stage.customer();
  await stage.admin.setAccess({ customerId: customer.customerId, profile });
  await eventually(async () => {
    const { profile: used } = await stage.admin.explainAccess({ who: customer.username, nas: "tower-1" });
    assert.equal(used, profile);
  });
  return customer;
}

describe("devices at once", () => {
  const one = { simultaneousUse: { most: 1 } };

  test("another device is refused while the first is online, and let in when it has left", async () => {
    const customer = await customerWith("one-device", one);
    const first = await loginFrom("02-00-00-00-00-01", customer);
    assert.equal(first?.code, Code.AccessAccept);
    await beginSession("one-1", customer, "02-00-00-00-00-01", first);
    const second = await loginFrom("02-00-00-00-00-02", customer);
    assert.equal(second?.code, Code.AccessReject);
    assert.equal(named(second)["Reply-Message"], "This account is in use on another device");
    await endSession("one-1", customer);
    assert.equal((await loginFrom("02-00-00-00-00-02", customer))?.code, Code.AccessAccept);
  });

  test("the same device comes back at once, whatever became of its session", async () => {
    const customer = await customerWith("one-device", one);
    const first = await loginFrom("02-00-00-00-01-01", customer);
    await beginSession("same-1", customer, "02-00-00-00-01-01", first);
    assert.equal((await loginFrom("02:00:00:00:01:01", customer))?.code, Code.AccessAccept);
  });

  test("of many logins at the same moment only as many as allowed get in, at two servers together", async () => {
    const customer = await customerWith("three-devices", { simultaneousUse: { most: 3 } });
    const other = await openStage({ databaseUrl: stage.databaseUrl });
    await eventually(async () => {
      assert.equal(
        (await other.admin.explainAccess({ who: customer.username, nas: "tower-1" })).profile,
        "three-devices",
      );
    });
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        loginFrom(`02-00-00-01-00-${n + 10}`, customer, n % 2 === 0 ? stage.authPort : other.authPort),
      ),
    );
    assert.equal(replies.filter((reply) => reply?.code === Code.AccessAccept).length, 3);
    assert.equal(replies.filter((reply) => reply?.code === Code.AccessReject).length, 37);
    await other.close();
  });

  test("where the newest wins, the oldest session is asked to leave", async () => {
    const customer = await customerWith("newest-wins", {
      simultaneousUse: { most: 1, whenReached: "disconnect-oldest" },
    });
    const first = await loginFrom("02-00-00-02-00-01", customer);
    await beginSession("oldest", customer, "02-00-00-02-00-01", first);
    assert.equal((await loginFrom("02-00-00-02-00-02", customer))?.code, Code.AccessAccept);
    await eventually(async () => {
      const { authorizations } = await stage.admin.listDynamicAuthorizations({ customerId: customer.customerId });
      assert.equal(authorizations[0]?.kind, "disconnect");
    });
  });
});

describe("an address of a pool", () => {
  const v4 = { address: { pool: "homes" }, prefix: { pool: "links" }, delegated: { pool: "delegated" } };

  beforeAll(async () => {
    await stage.admin.putPool({ name: "homes", ranges: ["100.64.10.0/29", "100.64.20.10-100.64.20.12"] });
    await stage.admin.putPool({ name: "links", ranges: ["2001:db8:0:100::/56"], prefixLength: 64 });
    await stage.admin.putPool({ name: "delegated", ranges: ["2001:db8:8000::/40"], prefixLength: 56 });
  });

  test("is the same at the next login, also after a restart, and its IPv6 prefixes too", async () => {
    const customer = await customerWith("home", v4);
    const first = named(await loginFrom("02-00-00-03-00-01", customer));
    assert.match(String(first["Framed-IP-Address"]), /^100\.64\.10\.\d$/);
    assert.match(String(first["Framed-IPv6-Prefix"]), /^2001:db8:0:1[0-9a-f]{2}::\/64$/);
    assert.match(String(first["Delegated-IPv6-Prefix"]), /^2001:db8:80[0-9a-f:]+::\/56$/);
    const restarted = await openStage({ databaseUrl: stage.databaseUrl });
    const again = named(await loginFrom("02-00-00-03-00-01", customer, restarted.authPort));
    for (const name of ["Framed-IP-Address", "Framed-IPv6-Prefix", "Delegated-IPv6-Prefix"])
      assert.equal(again[name], first[name]);
    await restarted.close();
  });

  test("is never two people's, and when all are taken people still come online", async () => {
    await stage.admin.putPool({ name: "few", ranges: ["198.51.100.0/29"] });
    const customers = [];
    for (let n = 0; n < 10; n++) customers.push(await customerWith("few", { address: { pool: "few" } }));
    const replies = await Promise.all(customers.map((customer, n) => loginFrom(`02-00-00-04-00-${n + 10}`, customer)));
    assert.ok(replies.every((reply) => reply?.code === Code.AccessAccept));
    const addresses = replies.map((reply) => named(reply)["Framed-IP-Address"]).filter((a) => a !== undefined);
    assert.equal(addresses.length, 8);
    assert.equal(new Set(addresses).size, 8);
    assert.ok((await stage.counter("radius_pool_empty_total", { pool: "few" })) > 0);
    const { pools } = await stage.admin.listPools({});
    const few = pools.find(({ name }) => name === "few");
    assert.deepEqual({ units: few?.units, leased: few?.leased }, { units: 8n, leased: 8n });
  });

  test("is another one for a second device of the same customer", async () => {
    const customer = await customerWith("home", v4);
    const first = await loginFrom("02-00-00-05-00-01", customer);
    await beginSession("two-1", customer, "02-00-00-05-00-01", first);
    const second = await loginFrom("02-00-00-05-00-02", customer);
    assert.notEqual(named(second)["Framed-IP-Address"], named(first)["Framed-IP-Address"]);
    const again = await loginFrom("02-00-00-05-00-01", customer);
    assert.equal(named(again)["Framed-IP-Address"], named(first)["Framed-IP-Address"]);
  });

  test("that is fixed for somebody is nobody else's", async () => {
    const owner = await stage.customer();
    const other = await stage.customer();
    await stage.admin.setAccess({ customerId: owner.customerId, personal: { address: "100.64.20.11" } });
    await assert.rejects(
      stage.admin.setAccess({ customerId: other.customerId, personal: { address: "100.64.20.11" } }),
      /address-taken/,
    );
    await eventually(async () => {
      assert.equal(named(await loginFrom("02-00-00-06-00-01", owner))["Framed-IP-Address"], "100.64.20.11");
    });
    const [lease] = (await stage.admin.getAccess({ customerId: owner.customerId })).leases;
    assert.equal(lease?.address, "100.64.20.11");
  });

  test("is refused where the operator would rather have nobody online without", async () => {
    await stage.admin.putPool({ name: "single", ranges: ["203.0.113.1-203.0.113.1"] });
    const strict = { address: { pool: "single" }, whenPoolIsEmpty: "refuse" };
    const first = await customerWith("strict", strict);
    const second = await customerWith("strict", strict);
    assert.equal((await loginFrom("02-00-00-07-00-01", first))?.code, Code.AccessAccept);
    const refused = await loginFrom("02-00-00-07-00-02", second);
    assert.equal(named(refused)["Reply-Message"], "No address is free. Try again in a moment");
  });

  test("pools that overlap, or are cut across a prefix, are refused", async () => {
    const put = (name: string, ranges: string[], prefixLength = 0) =>
      stage.admin.putPool({ name, ranges, prefixLength });
    await assert.rejects(put("overlapping", ["100.64.10.4/31"]), /range-taken/);
    await assert.rejects(put("odd", ["2001:db8:ffff::/60"], 56), /prefix-length-not-valid/);
    await assert.rejects(put("mixed", ["10.0.0.0/24", "2001:db8::/32"]), /families-mixed/);
    await assert.rejects(put("nonsense", ["10.0.0.300/24"]), /range-not-valid/);
    await assert.rejects(stage.admin.removePool({ name: "homes" }), /in-use/);
  });
});

describe("a day pass", () => {
  test("is counted from the first login", async () => {
    const customer = await customerWith("day-pass", { validSeconds: 3_600 });
    const first = await loginFrom("02-00-00-08-00-01", customer);
    assert.ok(Number(named(first)["Session-Timeout"]) > 3_590);
    await eventually(async () => {
      const { firstLoginAt } = await stage.admin.getAccess({ customerId: customer.customerId });
      assert.ok(firstLoginAt);
    });
    await stage.sql!`update credentials set first_login_at = now() - interval '2 hours' where customer_id = ${customer.customerId}`;
    await stage.sql!`update credentials set changed_at = clock_timestamp() where customer_id = ${customer.customerId}`;
    await eventually(async () => {
      const reply = await loginFrom("02-00-00-08-00-01", customer);
      assert.equal(named(reply)["Reply-Message"], "This account has expired. Top up to come online again");
    });
  });
});
