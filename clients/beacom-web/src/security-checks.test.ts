import assert from "node:assert/strict";
import { test } from "vitest";
import { AppCode, PasskeyName, RecoveryCode } from "#security-checks";

test("a code of an app is six digits, with spaces or without", () => {
  assert.deepEqual(AppCode.parse({ code: "123 456" }), { code: "123456" });
  for (const code of ["", "12345", "1234567", "12345a"]) assert.ok(!AppCode.safeParse({ code }).success);
});

test("a recovery code is ten letters and digits, however it is written", () => {
  for (const code of ["abcde-12345", "ABCDE 12345", "abcde12345", " abcde-12345 "])
    assert.ok(RecoveryCode.safeParse({ code }).success, code);
  for (const code of ["", "abcde-1234", "abcde-123456", "abcd_-12345"])
    assert.ok(!RecoveryCode.safeParse({ code }).success, code);
});

test("a passkey has a name that is not too long", () => {
  assert.deepEqual(PasskeyName.parse({ name: " blue " }), { name: "blue" });
  for (const name of [" ", "x".repeat(61)]) assert.ok(!PasskeyName.safeParse({ name }).success);
});
