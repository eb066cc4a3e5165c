import assert from "node:assert/strict";
import fastify from "fastify";
import { test } from "vitest";
import { askerOf, proxiesUpTo } from "#transport/asker";

const headers = { authorization: "Bearer t", "beacom-client-address": "", "beacom-client-agent": "" };

test("thousands of subscribers behind one address each have their own count", () => {
  const ip = "198.51.100.1";
  assert.equal(askerOf({ ip, person: { customerId: "cus_a", token: "t", headers, onlyToLook: false } }), "cus_a");
  assert.equal(askerOf({ ip }), ip);
});

test("the addresses of one IPv6 network count together, however they are written", () => {
  const network = "2001:db8:0:7::/64";
  for (const ip of ["2001:db8:0:7::1", "2001:0db8::7:a:b:c:d", "2001:DB8:0:7:ffff:1:2:3"])
    assert.equal(askerOf({ ip }), network);
  assert.equal(askerOf({ ip: "::1" }), "0:0:0:0::/64");
  assert.equal(askerOf({ ip: "fe80::1%eth0" }), "fe80:0:0:0::/64");
  assert.equal(askerOf({ ip: "::ffff:192.0.2.1" }), "192.0.2.1");
});

test("the address is the one that the operator's outermost proxy saw, not one that the client made up", async () => {
  const seenBehind = async (proxies: number) => {
    const app = fastify({ trustProxy: proxiesUpTo(proxies) });
    app.get("/", async (request) => request.ip);
    const headers = { "x-forwarded-for": "10.9.9.9, 203.0.113.1" };
    return (await app.inject({ url: "/", headers, remoteAddress: "192.0.2.1" })).body;
  };
  assert.deepEqual([await seenBehind(0), await seenBehind(1)], ["192.0.2.1", "203.0.113.1"]);
});
