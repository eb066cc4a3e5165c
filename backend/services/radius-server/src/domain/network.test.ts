import assert from "node:assert/strict";
import { test } from "vitest";
import { networkTable, parseAddress, parseNetwork } from "#domain/network";

test("the longest network that holds an address wins", () => {
  const networks = ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "2001:db8::/32", "::/0"];
  const lookup = networkTable(networks.map((text) => [parseNetwork(text)!, text] as const));
  const at = (address: string) => lookup(parseAddress(address)!)[0];
  assert.equal(at("10.9.9.9"), "10.0.0.0/8");
  assert.equal(at("10.1.9.9"), "10.1.0.0/16");
  assert.equal(at("10.1.2.3"), "10.1.2.3");
  assert.equal(at("::ffff:10.1.2.3"), "10.1.2.3");
  assert.equal(at("2001:db8:1::7"), "2001:db8::/32");
  assert.equal(at("fe80::1%eth0"), "::/0");
  assert.equal(at("192.0.2.1"), undefined);
  assert.deepEqual(lookup(parseAddress("10.1.2.3")!), ["10.1.2.3", "10.1.0.0/16", "10.0.0.0/8"]);
});

test("what is no address is none", () => {
  for (const text of ["", "10.0.0", "10.0.0.256", "10.0.0.01", "1:2", "::1::", "1:2:3:4:5:6:7:8:9", "g::"]) {
    assert.equal(parseAddress(text), undefined, text);
  }
  for (const text of ["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "::/129"]) {
    assert.equal(parseNetwork(text), undefined, text);
  }
});
