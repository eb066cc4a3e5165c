import assert from "node:assert/strict";
import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { test } from "vitest";
import { isOwn, mayConnectTo, readAddress, readNetwork } from "#domain/webhooks/address";

const networks = (...texts: string[]) =>
  texts.map((text) => {
    const network = readNetwork(text);
    assert.ok(network.ok);
    return network.value;
  });
const allowed = (text: string) => mayConnectTo(text, []);
/** As the WHATWG URL parser, which every webhook's URL goes through, writes a host. */
const hostOf = (host: string) => new URL(`https://${host}/`).hostname.replace(/^\[|\]$/g, "");

test("public addresses may be connected to", () => {
  for (const address of ["1.1.1.1", "8.8.8.8", "196.25.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00::1"])
    assert.ok(allowed(address), address);
});

test("this machine, the operator's own networks, neighbours and metadata are not reached, in whatever way they are written", () => {
  for (const host of [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "0177.0.0.1",
    "017700000001",
    "0.0.0.0",
    "0",
    "10.1.2.3",
    "012.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "3232235777",
    "169.254.169.254",
    "0xa9fea9fe",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[::ffff:0:10.0.0.1]",
    "[64:ff9b::169.254.169.254]",
    "[64:ff9b:1::10.0.0.1]",
    "[2002:7f00:1::]",
    "[2002:c0a8:101::1]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "[fc00::1]",
    "[ff02::1]",
    "[2001:db8::1]",
  ])
    assert.ok(!allowed(hostOf(host)), `${host} is ${hostOf(host)}`);
});

test("IPv4 in IPv6 is as free as that IPv4 address", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.constantFrom("::ffff:", "64:ff9b::", "::ffff:0:"), (address, before) => {
      assert.equal(allowed(hostOf(`[${before}${address}]`)), allowed(address));
    }),
  );
});

test("every form that the system takes for an address is read as the same one, and nothing else is an address", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      assert.ok(readAddress(text).ok);
      const known = new BlockList();
      known.addAddress(text, isIP(text) === 4 ? "ipv4" : "ipv6");
      const own = networks(`${text}/${isIP(text) === 4 ? 32 : 128}`);
      const next = hostOf(isIP(text) === 4 ? text : `[${text}]`);
      assert.ok(known.check(next, isIP(next) === 4 ? "ipv4" : "ipv6"));
      assert.ok(isOwn(next, own) || next.startsWith("::") || next.startsWith("64:ff9b") || next.startsWith("2002:"));
    }),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-fx:.]{0,24}$/), (text) => {
      if (isIP(text) === 0) assert.ok(!readAddress(text).ok && !allowed(text), text);
      else assert.ok(readAddress(text).ok, text);
    }),
    { numRuns: 2_000 },
  );
});

test("networks of the operator's own are reached when a setting names them, and no others", () => {
  const own = networks("127.0.0.0/8", "10.20.0.0/16", "fd12::/16");
  for (const address of ["127.0.0.1", "10.20.255.1", "::ffff:127.0.0.1", "fd12::1"])
    assert.ok(mayConnectTo(address, own) && isOwn(address, own), address);
  for (const address of ["10.21.0.1", "192.168.0.1", "fd13::1", "::1"]) assert.ok(!mayConnectTo(address, own), address);
  assert.ok(mayConnectTo("1.1.1.1", own) && !isOwn("1.1.1.1", own));
  for (const text of ["10.0.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/8/8", "ten/8", "10.0.0.0/"])
    assert.ok(!readNetwork(text).ok, text);
});
