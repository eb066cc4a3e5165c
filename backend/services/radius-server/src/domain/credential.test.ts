import assert from "node:assert/strict";
import { test } from "vitest";
import { passwordFrom, usernameFor } from "#domain/credential";

test("a username is the phone number, and a reissued number gets a suffix", () => {
  assert.equal(usernameFor("+27 82 123 4567", 0), "27821234567");
  assert.equal(usernameFor("+27821234567", 1), "27821234567-2");
});

test("a password is four groups that nobody misreads, and all of its randomness counts", () => {
  const none = passwordFrom(new Uint8Array(16));
  assert.equal(none, "2222-2222-2222-2222");
  const some = new Set(Array.from({ length: 256 }, (_, n) => passwordFrom(Uint8Array.from([...Array(15).fill(0), n]))));
  assert.equal(some.size, 256);
  assert.match(passwordFrom(new Uint8Array(16).fill(255)), /^[^01ilo]{19}$/);
});
