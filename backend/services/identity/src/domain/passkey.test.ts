import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import {
  decideCounter,
  decidePasskeyChallenge,
  decideRemoval,
  type PasskeyPurpose,
  passkeyChallengeExpiry,
  readPasskeyName,
} from "#domain/passkey";

const noon = new Date("2026-11-22T10:00:00Z");
const bound = (["registration", "second-factor", "step-up"] as const).flatMap((purpose) =>
  ["cus_1", "cus_2", "stf_1"].map((personId): PasskeyPurpose => ({ for: purpose, personId })),
);
const purposes = fc.constantFrom<PasskeyPurpose>(...bound, { for: "sign-in", personId: undefined });

const challengeFor = (made: PasskeyPurpose) => ({ ...made, expiresAt: passkeyChallengeExpiry(noon) });

test("a challenge serves what it was made for, whom it was made for, and for five minutes", () => {
  fc.assert(
    fc.property(purposes, purposes, fc.integer({ min: 0, max: 600 }), (made, wanted, seconds) => {
      const at = new Date(noon.getTime() + seconds * 1000);
      const decided = decidePasskeyChallenge(challengeFor(made), wanted, at);
      const same = made.for === wanted.for && made.personId === wanted.personId;
      assert.equal(decided.ok, same && seconds < 300);
    }),
  );
  const nothing = decidePasskeyChallenge(undefined, { for: "sign-in", personId: undefined }, noon);
  assert.deepEqual(nothing, refuse({ kind: "challenge-ended" }));
});

test("a count has to grow, unless the authenticator does not count at all", () => {
  assert.deepEqual(decideCounter(0, 0), ok(0));
  assert.deepEqual(decideCounter(4, 5), ok(5));
  for (const [kept, shown] of [
    [5, 5],
    [5, 4],
    [1, 0],
  ] as const)
    assert.deepEqual(decideCounter(kept, shown), refuse({ kind: "passkey-counts-backwards" }));
});

test("a passkey goes when there is another way in, and stays when there is none", () => {
  const none = { passkeys: 0, authenticator: false, phone: false };
  assert.deepEqual(decideRemoval(none), refuse({ kind: "last-way-in" }));
  for (const way of [{ passkeys: 1 }, { authenticator: true }, { phone: true }])
    assert.ok(decideRemoval({ ...none, ...way }).ok);
});

test("a passkey is called as the person says, else as the device calls itself", () => {
  assert.deepEqual(readPasskeyName("  my\nphone ", "Firefox"), ok("my phone"));
  assert.deepEqual(readPasskeyName("", "x".repeat(200)), ok("x".repeat(60)));
  assert.deepEqual(readPasskeyName("\u0000", " "), refuse({ kind: "name-not-valid" }));
  assert.deepEqual(readPasskeyName("x".repeat(61)), refuse({ kind: "name-not-valid" }));
});
