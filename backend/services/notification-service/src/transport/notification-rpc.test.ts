import assert from "node:assert/strict";
import { test } from "vitest";
import { shownTo } from "#transport/notification-rpc";

test("staff see that a code was sent, and never the code", () => {
  const staff = { kind: "staff", staffId: "stf_1", permissions: [], role: "" } as const;
  const code = { kind: "phone-code", text: "123456 is your Beacom code." };
  const topUp = { kind: "top-up-received", text: "Your top-up of R99.00 has arrived." };
  assert.equal(shownTo(staff, code).text, "");
  assert.equal(shownTo(staff, topUp).text, topUp.text);
  assert.equal(shownTo({ kind: "service", name: "api-gateway" }, code).text, code.text);
});
