import assert from "node:assert/strict";
import { test } from "vitest";
import { endedAccess } from "#application/ended-access";

const noon = Date.parse("2026-11-22T10:00:00Z");
const at = (seconds: number) => new Date(noon + seconds * 1000);
const staff = (issuedAt: Date, sessionId = "fam_1") =>
  ({ kind: "staff", staffId: "stf_1", permissions: [], role: "noc", sessionId, issuedAt }) as const;

test("what was signed before access was called back is not accepted, what is signed later is", () => {
  const ended = endedAccess(() => noon);
  assert.equal(ended.has(staff(at(0))), false);
  ended.end({ personId: "stf_1", sessionId: "", at: at(1) });
  assert.equal(ended.has(staff(at(0))), true);
  assert.equal(ended.has(staff(at(1))), false);
  assert.equal(ended.has({ ...staff(at(0)), staffId: "stf_2" }), false);
  ended.end({ personId: "stf_1", sessionId: "", at: at(0) });
  assert.equal(ended.has(staff(at(0.5))), true, "an older message does not undo a newer one");
});

test("one session ends without the others, and a look at a customer with the access of whoever looks", () => {
  const ended = endedAccess(() => noon);
  ended.end({ personId: "stf_1", sessionId: "fam_1", at: at(1) });
  assert.equal(ended.has(staff(at(0))), true);
  assert.equal(ended.has(staff(at(0), "fam_2")), false);
  const look = { kind: "customer", customerId: "cus_1", actingStaffId: "stf_1", issuedAt: at(0) } as const;
  assert.equal(ended.has(look), false);
  ended.end({ personId: "stf_1", sessionId: "", at: at(1) });
  assert.equal(ended.has(look), true);
});

test("is forgotten when every token of before has expired by itself", () => {
  let now = noon;
  const ended = endedAccess(() => now);
  ended.end({ personId: "stf_1", sessionId: "", at: at(0) });
  now += 21 * 60_000;
  ended.end({ personId: "stf_2", sessionId: "", at: at(21 * 60) });
  assert.equal(ended.has(staff(at(-1))), false);
});
