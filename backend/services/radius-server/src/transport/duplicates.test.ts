import assert from "node:assert/strict";
import { test } from "vitest";
import { duplicateKey, rememberDuplicates } from "#transport/duplicates";

const authenticator = (n: number) => new Uint8Array(16).fill(n);

test("the same source, identifier and authenticator is a duplicate for a while, and only that", () => {
  let nowMs = 0;
  const duplicates = rememberDuplicates({ ageMs: 1_000, most: 10, nowMs: () => nowMs });
  const key = duplicateKey("192.0.2.1", 50_000, 7);
  const reply = Uint8Array.of(1);
  duplicates.add(key, authenticator(1), reply);
  assert.equal(duplicates.find(key, authenticator(1))?.reply, reply);
  assert.equal(duplicates.find(key, authenticator(2)), undefined);
  assert.equal(duplicates.find(duplicateKey("192.0.2.1", 50_001, 7), authenticator(1)), undefined);
  nowMs = 1_000;
  assert.equal(duplicates.find(key, authenticator(1)), undefined);
});

test("a flood of requests cannot fill the memory: the oldest give way", () => {
  const duplicates = rememberDuplicates({ ageMs: 60_000, most: 100, nowMs: () => 0 });
  for (let port = 0; port < 1_000; port++)
    duplicates.add(duplicateKey("192.0.2.1", port, 1), authenticator(1), undefined);
  assert.equal(duplicates.find(duplicateKey("192.0.2.1", 899, 1), authenticator(1)), undefined);
  assert.ok(duplicates.find(duplicateKey("192.0.2.1", 900, 1), authenticator(1)));
});

test("what could not be taken is no duplicate when it comes again", () => {
  const duplicates = rememberDuplicates({ ageMs: 60_000, most: 100, nowMs: () => 0 });
  const key = duplicateKey("192.0.2.1", 1, 1);
  duplicates.forget(key, duplicates.add(key, authenticator(1), undefined));
  assert.equal(duplicates.find(key, authenticator(1)), undefined);
});
