import assert from "node:assert/strict";
import { test } from "vitest";
import { developerMessage } from "#installation/developer-message";

test("a message to a customer is found among the log lines", () => {
  const line =
    '{"level":"info","service":"notification-service","to":"+27821112233","text":"123456 is your code","kind":"phone-code","msg":"message"}';
  assert.deepEqual(developerMessage(line), { kind: "phone-code", to: "+27821112233", text: "123456 is your code" });
});

test("other lines, whole or torn, are none", () => {
  assert.equal(developerMessage('{"level":"info","msg":"ready"}'), undefined);
  assert.equal(developerMessage('{"text":"x","msg":"message"'), undefined);
});
