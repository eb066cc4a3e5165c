import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "vitest";
import { Problem } from "#console/problem";
import { type DataFolder, dataFolder, makeDataFolder } from "#installation/data-folder";
import { openSecrets, readablePassword, readSecrets, secretsAreOpen } from "#installation/secrets";

let folder: DataFolder;
beforeEach(() => {
  folder = dataFolder(mkdtempSync(join(tmpdir(), "beacom-secrets-")));
  makeDataFolder(folder);
});
afterEach(() => rmSync(folder.path, { recursive: true, force: true }));

test("the first start makes up secrets that only their owner can read", () => {
  const secrets = openSecrets(folder, ["billing", "radius"]);
  assert.equal(statSync(folder.secrets).mode & 0o777, 0o600);
  assert.equal(secretsAreOpen(folder), false);
  assert.equal(Buffer.from(secrets.internalKey, "base64").length, 32);
  const all = [
    secrets.postgresPassword,
    ...Object.values(secrets.databasePasswords),
    secrets.internalKey,
    secrets.identitySealingKey,
    secrets.radiusSealingKey,
    secrets.notificationSealingKey,
  ];
  assert.equal(new Set(all).size, all.length);
});

test("later starts find the same secrets", () => {
  assert.deepEqual(openSecrets(folder, ["billing"]), openSecrets(folder, ["billing"]));
});

test("a schema that is new gets a password, and the old ones keep theirs", () => {
  const before = openSecrets(folder, ["billing"]);
  const after = openSecrets(folder, ["billing", "support"]);
  assert.equal(after.databasePasswords["billing"], before.databasePasswords["billing"]);
  assert.ok(after.databasePasswords["support"]);
  assert.equal(after.internalKey, before.internalKey);
});

test("an installation from before there were vouchers gets their key once, and keeps all others", () => {
  const { voucherPepper, ...before } = openSecrets(folder, ["billing"]);
  assert.ok(voucherPepper);
  writeFileSync(folder.secrets, JSON.stringify(before));
  const { voucherPepper: made, ...after } = openSecrets(folder, ["billing"]);
  assert.ok(made && made !== voucherPepper);
  assert.deepEqual(after, before);
  assert.equal(openSecrets(folder, ["billing"]).voucherPepper, made);
});

test("damaged secrets are never replaced by new ones", () => {
  writeFileSync(folder.secrets, '{"version":1,');
  assert.throws(() => openSecrets(folder, ["billing"]), Problem);
});

test("there are no secrets before the first start", () => {
  assert.equal(readSecrets(folder), undefined);
});

test("a password for people is four groups of four unmistakable letters", () => {
  assert.match(readablePassword(), /^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}$/);
  assert.notEqual(readablePassword(), readablePassword());
});

test("an installation from before there were webhooks gets the key for their secrets once", () => {
  const { notificationSealingKey, ...before } = openSecrets(folder, ["billing"]);
  writeFileSync(folder.secrets, JSON.stringify(before));
  const { notificationSealingKey: made, ...after } = openSecrets(folder, ["billing"]);
  assert.ok(notificationSealingKey && made && made !== notificationSealingKey);
  assert.deepEqual(after, before);
  assert.equal(openSecrets(folder, ["billing"]).notificationSealingKey, made);
});
