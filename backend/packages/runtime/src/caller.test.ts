import assert from "node:assert/strict";
import { Code, ConnectError, createContextValues } from "@connectrpc/connect";
import { describe, test } from "vitest";
import { type Caller, callerKey, clockKey, requireFresh, requirePermission } from "#caller";

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
  { kind: "enrolment", staffId: "stf_1" } as const,
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

describe("where a fresh second factor is asked for", () => {
  const noon = new Date("2026-11-22T12:00:00Z");
  const provedAt = (authenticatedAt: Date) => [
    { ...staffWith("*"), authenticatedAt } as Caller,
    { kind: "customer", customerId: "cus_1", authenticatedAt } as const,
  ];
  const asked = (caller: Caller) => {
    const context = calledBy(caller);
    context.values.set(clockKey, () => noon);
    return () => requireFresh(context, 10);
  };

  test.each([service, ...provedAt(noon), ...provedAt(new Date(noon.getTime() - 600_000))])("%o goes on", (caller) => {
    assert.doesNotThrow(asked(caller));
  });

  test.each([
    { kind: "public" } as const,
    { kind: "customer", customerId: "cus_1" } as const,
    { kind: "enrolment", staffId: "stf_1" } as const,
    staffWith("*"),
    ...provedAt(new Date(noon.getTime() - 600_001)),
  ])("%o has to prove it again", (caller) => {
    assert.throws(
      asked(caller),
      (error) =>
        error instanceof ConnectError && error.code === Code.PermissionDenied && error.rawMessage === "step-up-needed",
    );
  });
});
