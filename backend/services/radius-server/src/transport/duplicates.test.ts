import assert from "node:assert/strict";
import { test } from "vitest";
import { rememberDuplicates } from "#transport/duplicates";

const authenticator = (n: number) => new Uint8Array(16).fill(n);
const from = (port: number, identifier = 7) => ({ address: "192.0.2.1", port, identifier });

test("the same source, identifier and authenticator is a duplicate for a while, and only that", () => {
  let nowMs = 0;
  const duplicates = rememberDuplicates({ ageMs: 1_000, mostPorts: 10, nowMs: () => nowMs });
  const reply = Uint8Array.of(1);
  duplicates.remember(from(50_000), authenticator(1), reply);
  assert.equal(duplicates.find(from(50_000), authenticator(1)), reply);
  assert.equal(duplicates.find(from(50_000), authenticator(2)), "new");
  assert.equal(duplicates.find(from(50_001), authenticator(1)), "new");
  assert.equal(duplicates.find(from(50_000, 8), authenticator(1)), "new");
  assert.equal(duplicates.find({ ...from(50_000), address: "192.0.2.2" }, authenticator(1)), "new");
  nowMs = 1_000;
  assert.equal(duplicates.find(from(50_000), authenticator(1)), "new");
});

test("a request that is being worked on is known before it is answered", () => {
  const duplicates = rememberDuplicates({ ageMs: 1_000, mostPorts: 10, nowMs: () => 0 });
  const reply = Uint8Array.of(1);
  const remembered = duplicates.remember(from(1), authenticator(1));
  assert.equal(duplicates.find(from(1), authenticator(1)), "under-way");
  duplicates.answered(from(1), remembered, reply);
  assert.equal(duplicates.find(from(1), authenticator(1)), reply);
});

test("a late answer does not become the reply of a newer request with the same identifier", () => {
  const duplicates = rememberDuplicates({ ageMs: 1_000, mostPorts: 10, nowMs: () => 0 });
  const first = duplicates.remember(from(1), authenticator(1));
  duplicates.remember(from(1), authenticator(2));
  duplicates.answered(from(1), first, Uint8Array.of(1));
  assert.equal(duplicates.find(from(1), authenticator(2)), "under-way");
});

test("what is too old is let go of, and a port that nobody uses any more with it", () => {
  let nowMs = 0;
  const duplicates = rememberDuplicates({ ageMs: 1_000, mostPorts: 2, nowMs: () => nowMs });
  const reply = Uint8Array.of(1);
  duplicates.remember(from(1), authenticator(1), reply);
  duplicates.remember(from(2), authenticator(2));
  nowMs = 900;
  duplicates.remember(from(2, 8), authenticator(3), reply);
  nowMs = 1_000;
  duplicates.forgetOld();
  assert.equal(duplicates.find(from(1), authenticator(1)), "new");
  assert.equal(duplicates.find(from(2, 8), authenticator(3)), reply);
  // The first port's place is free again: the second does not give way to a third.
  duplicates.remember(from(3), authenticator(4), reply);
  assert.equal(duplicates.find(from(2, 8), authenticator(3)), reply);
});

test("a flood from many ports cannot fill the memory: those seen first give way", () => {
  const duplicates = rememberDuplicates({ ageMs: 60_000, mostPorts: 100, nowMs: () => 0 });
  for (let port = 0; port < 1_000; port++) duplicates.remember(from(port), authenticator(1));
  assert.equal(duplicates.find(from(899), authenticator(1)), "new");
  assert.equal(duplicates.find(from(900), authenticator(1)), "under-way");
});

test("what could not be taken is no duplicate when it comes again", () => {
  const duplicates = rememberDuplicates({ ageMs: 60_000, mostPorts: 100, nowMs: () => 0 });
  const remembered = duplicates.remember(from(1), authenticator(1));
  duplicates.forget(from(1), remembered);
  assert.equal(duplicates.find(from(1), authenticator(1)), "new");
});
