import assert from "node:assert/strict";
import { Code, ConnectError, createContextValues } from "@connectrpc/connect";
import { test } from "vitest";
import { type Caller, callerKey, requirePermission } from "#caller";

const calledBy = (caller: Caller) => ({ values: createContextValues().set(callerKey, caller) });
const staffWith = (...permissions: string[]): Caller => ({
  kind: "staff",
  staffId: "stf_1",
  permissions,
  role: "support",
});
const service: Caller = { kind: "service", name: "cli" };

test.each([service, staffWith("plans.publish"), staffWith("a", "plans.publish"), staffWith("*")])(
  "%o may do what asks for a permission",
  (caller) => {
    assert.doesNotThrow(() => requirePermission(calledBy(caller), "plans.publish"));
  },
);

test.each([
  { kind: "public" } as const,
  { kind: "customer", customerId: "cus_1" } as const,
  staffWith(),
  staffWith("ledger.verify", "plans.*", "plans"),
])("%o may not", (caller) => {
  assert.throws(
    () => requirePermission(calledBy(caller), "plans.publish"),
    (error) =>
      error instanceof ConnectError &&
      error.code === Code.PermissionDenied &&
      error.rawMessage === "permission-missing",
  );
});
