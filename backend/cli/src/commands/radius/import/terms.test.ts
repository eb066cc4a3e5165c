import assert from "node:assert/strict";
import { test } from "vitest";
import { termsOf, withGroup } from "#commands/radius/import/terms";
import { aGroup, aSubscriber } from "#commands/radius/testing/imported";

const reply = (attribute: string, value: string, op = "=") => ({ attribute, op, value });

// Each of these was asked of FreeRADIUS 3.2.1.
test("a group adds with “=” only what is not there yet", () => {
  const own = termsOf(aSubscriber({ sessionTimeoutSeconds: 100, replies: [reply("Class", "own")] }));
  const group = aGroup("g", { sessionTimeoutSeconds: 200, idleTimeoutSeconds: 10, replies: [reply("Class", "group")] });
  const both = withGroup(own, group);
  assert.equal(both.sessionTimeoutSeconds, 100);
  assert.equal(both.idleTimeoutSeconds, 10);
  assert.deepEqual(both.replies, [reply("Class", "own")]);
});

test("with “:=” it stands in place of what is there, with “+=” beside it", () => {
  const own = termsOf(
    aSubscriber({ sessionTimeoutSeconds: 100, replies: [reply("Reply-Message", "own"), reply("Filter-Id", "own")] }),
  );
  const group = aGroup("h", {
    sessionTimeoutSeconds: 300,
    replies: [reply("Filter-Id", "group", ":="), reply("Reply-Message", "group", "+=")],
    overrides: ["Session-Timeout", "Filter-Id"],
  });
  const both = withGroup(own, group);
  assert.equal(both.sessionTimeoutSeconds, 300);
  assert.deepEqual(both.replies, [
    reply("Reply-Message", "own"),
    reply("Filter-Id", "group", ":="),
    reply("Reply-Message", "group", "+="),
  ]);
});

test("what a group checks wins over the subscriber's own", () => {
  const never = termsOf(aSubscriber({ loginTimes: [], simultaneousUse: 1, expiresAt: new Date("2001-01-01") }));
  const always = [{ days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, toMinute: 1_440 }];
  const group = aGroup("any", { loginTimes: always, simultaneousUse: 3, expiresAt: new Date("2040-01-01") });
  const both = withGroup(never, group);
  assert.deepEqual([both.loginTimes, both.simultaneousUse, both.expiresAt], [always, 3, new Date("2040-01-01")]);
});

test("a rate wins by any of the attributes that it is read from", () => {
  const own = termsOf(aSubscriber({ rate: { downBitsPerSecond: 1_000_000 } }));
  const rate = { downBitsPerSecond: 9_000_000 };
  assert.equal(withGroup(own, aGroup("g", { rate })).rate?.downBitsPerSecond, 1_000_000);
  const overrides = ["Mikrotik-Rate-Limit"];
  assert.equal(withGroup(own, aGroup("g", { rate, overrides })).rate?.downBitsPerSecond, 9_000_000);
});
