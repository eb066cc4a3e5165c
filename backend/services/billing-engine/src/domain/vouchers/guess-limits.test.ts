import assert from "node:assert/strict";
import { test } from "vitest";
import { allowedAgainAt, subjectsOf, usualGuessLimits } from "#domain/vouchers/guess-limits";
import { noon } from "#domain/vouchers/voucher-examples";

const { account } = usualGuessLimits;
const waitAfter = (count: number) => {
  const until = allowedAgainAt(account, { count, last: noon }, noon);
  return until === null ? 0 : (until.getTime() - noon.getTime()) / 1000;
};

test("the first failures cost nothing, each further one doubles the wait, and the tenth locks for an hour", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 50].map(waitAfter),
    [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 3_600, 3_600],
  );
});

test("a wait is over when its time has come", () => {
  const until = allowedAgainAt(account, { count: 3, last: noon }, new Date(noon.getTime() + 1_999));
  assert.deepEqual(until, new Date(noon.getTime() + 2_000));
  assert.equal(allowedAgainAt(account, { count: 3, last: noon }, new Date(noon.getTime() + 2_000)), null);
  assert.equal(allowedAgainAt(account, { count: 0, last: null }, noon), null);
});

test.each([
  ["10.1.2.3", "address 10.1.2.3"],
  ["::ffff:10.1.2.3", "address 10.1.2.3"],
  ["0:0:0:0:0:FFFF:10.1.2.3", "address 10.1.2.3"],
  ["2001:db8:0:1::1", "address 2001:db8:0:1::/64"],
  ["2001:0DB8:0000:0001:ffff:ffff:ffff:ffff", "address 2001:db8:0:1::/64"],
  ["fe80::1%wlan0", "address fe80:0:0:0::/64"],
  ["::1", "address 0:0:0:0::/64"],
])("%s is counted as %s", (address, name) => {
  const subjects = subjectsOf({ customerId: "cus_a", address, mac: "" });
  assert.deepEqual(
    subjects.map((subject) => subject.name),
    ["account cus_a", name, "overall"],
  );
});

test("a MAC is the same however it is written, and one that is unknown is not counted", () => {
  const named = (mac: string) => subjectsOf({ customerId: "cus_a", address: "", mac }).map(({ name }) => name);
  assert.deepEqual(named("AA-BB-CC-DD-EE-FF"), ["account cus_a", "mac aabbccddeeff", "overall"]);
  assert.deepEqual(named("aabb.ccdd.eeff"), named("AA:BB:CC:DD:EE:FF"));
  assert.deepEqual(named("AA:BB"), ["account cus_a", "overall"]);
});
