import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import { test } from "vitest";
import { withoutSecrets, withSecretsHidden } from "#entry";
import { sampleEntry } from "#testing/sample-entry";

test.each(["password", "newPassword", "client_secret", "access-token", "code", "API_KEY", "voucherCodes"])(
  "a field that is called %s is not written down, however deep it lies",
  (name) => {
    const entry = sampleEntry(1, { after: { list: [{ [name]: "x" }] } });
    assert.deepEqual(withoutSecrets(entry), refuse({ kind: "secret-in-entry", path: `after.list.0.${name}` }));
  },
);

test("words that only contain the name of a secret may be written", () => {
  const entry = sampleEntry(1, { before: { postcode: "8001", keyboard: "af" }, after: null });
  assert.deepEqual(withoutSecrets(entry), ok(entry));
});

test("what others tell of is kept with its secrets hidden, however deep they lie", () => {
  const entry = withSecretsHidden(sampleEntry(1, { before: null, after: [{ apiKey: "x", name: "y", list: [1] }] }));
  assert.deepEqual(entry.after, [{ apiKey: "(hidden)", name: "y", list: [1] }]);
  assert.deepEqual(withoutSecrets(entry), ok(entry));
});
