import assert from "node:assert/strict";
import { attributesOf, Code, type Packet, readNamed } from "@beacom/radius";
import { eventually } from "@beacom/testing";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
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
const putProfile = (name: string, definition: object) =>
  stage.admin.putPolicy({ kind: "profile", name, definition: definition as never });

async function withProfile(name: string, definition: object) {
  await putProfile(name, definition);
  const customer = await stage.customer();
  await stage.admin.setAccess({ customerId: customer.customerId, profile: name });
  await eventually(async () => {
    const { profile } = await stage.admin.explainAccess({ who: customer.customerId, nas: "tower-1" });
    assert.equal(profile, name);
  });
  return customer;
}

describe("a profile", () => {
  test("decides what the router is told, from the next login on", async () => {
    const customer = await withProfile("gold", {
      title: "Gold",
      rate: { down: "100M", up: "50M" },
      burst: { percent: 200, thresholdPercent: 80, seconds: 10 },
      address: { nasPool: "gold-pool" },
      idleSeconds: 900,
      interimSeconds: 120,
      lists: { full: "gold" },
      attributes: [{ attribute: "Mikrotik-Group", value: "premium", kind: "mikrotik" }],
    });
    const reply = named(await router.login(stage.authPort, customer.username, customer.password));
    assert.equal(reply["Mikrotik-Rate-Limit"], "50M/100M 100M/200M 40M/80M 10/10");
    assert.equal(reply["Framed-Pool"], "gold-pool");
    assert.equal(reply["Idle-Timeout"], 900);
    assert.equal(reply["Acct-Interim-Interval"], 120);
    assert.equal(reply["Mikrotik-Address-List"], "gold");
    assert.equal(reply["Mikrotik-Group"], "premium");
    await putProfile("gold", { rate: { down: "10M", up: "10M" } });
    await eventually(async () => {
      const changed = named(await router.login(stage.authPort, customer.username, customer.password));
      assert.equal(changed["Mikrotik-Rate-Limit"], "10M/10M");
    });
    await assert.rejects(stage.admin.removePolicy({ kind: "profile", name: "gold" }), /in-use/);
  });

  test("with a misspelt attribute, an impossible hour or an unknown setting is refused, and says what is wrong", async () => {
    const extra = (attribute: string, value: string) => ({ attributes: [{ attribute, value }] });
    await assert.rejects(
      putProfile("bad", extra("Mikrotik-Rate-Limt", "1M")),
      /no attribute is called Mikrotik-Rate-Limt/,
    );
    await assert.rejects(putProfile("bad", extra("Session-Timeout", "soon")), /Session-Timeout/);
    await assert.rejects(putProfile("bad", { hours: ["Mo 25:00-26:00"] }), /hours/);
    await assert.rejects(putProfile("bad", { speed: "fast" }), /speed/);
    await assert.rejects(putProfile("Bad Name", {}), /name-not-valid/);
  });
});

describe("a preview", () => {
  test("says what this router would get for this customer, then too, and why", async () => {
    const customer = await withProfile("nights", {
      title: "Fast nights",
      speeds: [{ hours: ["every day 23:00-06:00"], percent: 200 }],
      hours: ["every day 05:00-03:00"],
    });
    const at = (iso: string) => timestampFromDate(new Date(iso));
    const explain = (iso: string) => stage.admin.explainAccess({ who: customer.username, nas: "tower-1", at: at(iso) });
    // Johannesburg is two hours ahead.
    const night = await explain("2026-11-25T22:30:00Z");
    assert.equal(night.decision, "Access-Accept");
    assert.deepEqual(
      night.because.map(({ rule }) => rule),
      ["router", "subscriber", "profile", "service", "hours", "rate", "speed of the hour", "ends"],
    );
    assert.equal(night.attributes.find(({ name }) => name === "Mikrotik-Rate-Limit")?.value, "10M/40M");
    assert.equal(night.change.find(({ name }) => name === "Mikrotik-Address-List")?.value, "online");
    assert.equal(night.attributes.find(({ name }) => name === "Session-Timeout")?.value, "9000");
    const closed = await explain("2026-11-25T01:30:00Z");
    assert.deepEqual([closed.decision, closed.reason], ["Access-Reject", "outside-hours"]);
    const nobody = await stage.admin.explainAccess({ who: "nobody", nas: "tower-1" });
    assert.equal(nobody.reason, "unknown-user");
    await assert.rejects(stage.admin.explainAccess({ who: customer.username, nas: "tower-9" }), /nas-unknown/);
  });
});

describe("a make of router that Beacom does not know", () => {
  test("is the operator's own data: its dictionary, and what grants what", async () => {
    await stage.admin.putPolicy({
      kind: "dictionary",
      name: "zuluwave",
      text: "VENDOR ZuluWave 64999\nBEGIN-VENDOR ZuluWave\nATTRIBUTE ZuluWave-Speed 7 string\nEND-VENDOR ZuluWave\n",
    });
    await stage.admin.putPolicy({
      kind: "nas-kind",
      name: "zuluwave",
      definition: {
        title: "ZuluWave towers",
        grants: { rate: [{ attribute: "ZuluWave-Speed", value: "{down:k}k-down,{up:k}k-up" }] },
      },
    });
    await stage.putNas({ vendor: "zuluwave" });
    const customer = await stage.customer();
    const reply = await router.login(stage.authPort, customer.username, customer.password);
    const speed = reply?.attributes.find(({ vendor, type }) => vendor === 64_999 && type === 7);
    assert.equal(Buffer.from(speed!.value).toString(), "20000k-down,5000k-up");
    await assert.rejects(stage.admin.removePolicy({ kind: "nas-kind", name: "zuluwave" }), /in-use/);
    await stage.putNas();
    await stage.admin.removePolicy({ kind: "nas-kind", name: "zuluwave" });
  });

  test("may lay out its attributes in its own way", async () => {
    await stage.admin.putPolicy({
      kind: "dictionary",
      name: "wide",
      text: "VENDOR Wide 64997 format=4,2\nBEGIN-VENDOR Wide\nATTRIBUTE Wide-Speed 70000 string\nEND-VENDOR Wide\n",
    });
    const { username, password } = await withProfile("wide", {
      attributes: [{ attribute: "Wide-Speed", value: "20M" }],
    });
    const reply = await router.login(stage.authPort, username, password);
    const sent = reply?.attributes.find(({ value, vendor }) => Buffer.from(value).includes("20M") && vendor !== 14_988);
    // Vendor, four octets of type, two of length, which count the six themselves (dictionary.7, RFC 2865 section 5.26).
    assert.equal(Buffer.from(sent!.value).toString("latin1"), "\0\0\xfd\xe5\0\x01\x11\x70\0\x0920M");
  });

  test("is refused with an attribute that nobody has, or a field that there is not", async () => {
    const put = (definition: object) =>
      stage.admin.putPolicy({ kind: "nas-kind", name: "odd", definition: definition as never });
    await assert.rejects(put({ grants: { rate: [{ attribute: "Odd-Rate", value: "{up}" }] } }), /Odd-Rate/);
    await assert.rejects(put({ grants: { rate: [{ attribute: "Filter-Id", value: "{up:furlongs}" }] } }), /furlongs/);
    await assert.rejects(
      stage.admin.putPolicy({ kind: "dictionary", name: "odd", text: "ATTRIBUTE Odd-Rate seven string" }),
      /definition-not-valid/,
    );
  });
});

describe("what does not fit into a packet", () => {
  const long = { attribute: "Reply-Message", value: "x".repeat(240) };

  test("is refused when it is written, not when somebody logs in", async () => {
    await assert.rejects(
      putProfile("long", { attributes: [{ attribute: "Reply-Message", value: "x".repeat(254) }] }),
      /Reply-Message/,
    );
    await putProfile("long", { attributes: Array.from({ length: 8 }, () => long) });
    await assert.rejects(
      putProfile("long", { attributes: Array.from({ length: 9 }, () => long) }),
      /at most 2048 octets/,
    );
    const { customerId, username, password } = await stage.customer();
    const routes = Array.from({ length: 15 }, (_, i) => `10.${i}.0.0/24 0.0.0.0 ${"1".repeat(30)}`);
    await stage.admin.setAccess({ customerId, profile: "long", personal: { routes } });
    await assert.rejects(
      stage.admin.setAccess({ customerId, personal: { routes: [...routes, ...routes] } }),
      /at most 1024 octets/,
    );
    await eventually(async () => {
      const reply = await router.login(stage.authPort, username, password);
      assert.equal(reply?.attributes.filter(({ type }) => type === 22).length, 15);
    });
  });
});

describe("a device", () => {
  test("logs in by its hardware address, however the router writes it, and is its owner", async () => {
    const customer = await stage.customer();
    await stage.admin.putDevice({ customerId: customer.customerId, mac: "DE:AD:BE:EF:00:01", name: "television" });
    const macLogin = (written: string, password = written) => router.login(stage.authPort, written, password);
    await eventually(async () => assert.equal((await macLogin("DE-AD-BE-EF-00-01"))?.code, Code.AccessAccept));
    for (const written of ["de:ad:be:ef:00:01", "deadbeef0001", "DEAD.BEEF.0001"])
      assert.equal((await macLogin(written))?.code, Code.AccessAccept, written);
    assert.equal((await macLogin("DE-AD-BE-EF-00-01", "guess"))?.code, Code.AccessReject);
    assert.equal((await macLogin("DE-AD-BE-EF-00-02"))?.code, Code.AccessReject);
    const other = await stage.customer();
    await assert.rejects(
      stage.admin.putDevice({ customerId: other.customerId, mac: "dead.beef.0001", name: "mine" }),
      /device-taken/,
    );
    await stage.admin.removeDevice({ mac: "DE:AD:BE:EF:00:01" });
    await eventually(async () => assert.equal((await macLogin("DE-AD-BE-EF-00-01"))?.code, Code.AccessReject));
  });

  test("is its owner in accounting too", async () => {
    const customer = await stage.customer();
    await stage.admin.putDevice({ customerId: customer.customerId, mac: "de:ad:be:ef:00:09", name: "camera" });
    let reply: Packet | undefined;
    await eventually(async () => {
      reply = await router.login(stage.authPort, "de:ad:be:ef:00:09", "de:ad:be:ef:00:09");
      assert.equal(reply?.code, Code.AccessAccept);
    });
    await router.account(stage.acctPort, {
      "Acct-Status-Type": "Start",
      "Acct-Session-Id": "camera-1",
      "User-Name": "de:ad:be:ef:00:09",
      Class: String(named(reply)["Class"]),
    });
    const { sessions } = await stage.rpc.listSessions({ customerId: customer.customerId, onlyOpen: true });
    assert.equal(sessions[0]?.acctSessionId, "camera-1");
  });
});

describe("routers behind one address", () => {
  test("are told apart by their NAS-Identifier and each has its own secret", async () => {
    const customer = await stage.customer();
    const secrets = { "cafe-1": "the-secret-of-cafe-one", "cafe-2": "the-secret-of-cafe-two" };
    for (const [identifier, secret] of Object.entries(secrets))
      await stage.putNas({ name: identifier, identifier, secret, vendor: "wispr" });
    for (const [identifier, secret] of Object.entries(secrets)) {
      const cafe = await openRouter({ secret });
      const more = attributesOf({ "NAS-Identifier": identifier });
      const reply = named(await cafe.login(stage.authPort, customer.username, customer.password, more));
      assert.equal(reply["WISPr-Bandwidth-Max-Down"], 20_000_000);
      cafe.close();
    }
    // Who says nothing, or another name, is the router that is known by the address alone.
    const plain = named(await router.login(stage.authPort, customer.username, customer.password));
    assert.equal(plain["Mikrotik-Rate-Limit"], "5M/20M");
    const impostor = await openRouter({ secret: secrets["cafe-2"], withinMs: 100 });
    const before = await stage.counter("radius_drops_total", { reason: "bad-message-authenticator" });
    const called = attributesOf({ "NAS-Identifier": "cafe-1" });
    await impostor.login(stage.authPort, customer.username, customer.password, called);
    assert.equal(await stage.counter("radius_drops_total", { reason: "bad-message-authenticator" }), before + 1);
    impostor.close();
    for (const name of Object.keys(secrets)) await stage.rpc.removeNas({ name });
    await assert.rejects(stage.rpc.removeNas({ name: "cafe-1" }), /nas-not-there/);
  });
});
