import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { decideAttempt, type SignInAttempts } from "#domain/sign-in-attempts";
import { decideRefresh, type RefreshToken } from "#domain/token-family";
import { decideConfirmation, decideIssue, type Verification } from "#domain/verification";

const noon = new Date("2026-11-22T10:00:00Z");
const after = (ms: number) => new Date(noon.getTime() + ms);
const sent: Verification = {
  verificationId: "ver_1",
  purpose: "registration",
  phone: "+27821234567",
  customerId: "cus_1",
  attempts: 1,
  expiresAt: after(600_000),
  usedAt: undefined,
};
const right = { codeIsRight: true, at: noon, purposes: ["registration", "sign-in"] as const };

test("the right code is accepted once, in time, within five attempts", () => {
  assert.ok(decideConfirmation(sent, right).ok);
  assert.ok(decideConfirmation({ ...sent, attempts: 5 }, right).ok);
  assert.deepEqual(decideConfirmation({ ...sent, attempts: 6 }, right), refuse({ kind: "too-many-attempts" }));
  assert.deepEqual(decideConfirmation({ ...sent, usedAt: noon }, right), refuse({ kind: "code-expired" }));
  assert.deepEqual(decideConfirmation(sent, { ...right, at: sent.expiresAt }), refuse({ kind: "code-expired" }));
  assert.deepEqual(decideConfirmation(sent, { ...right, codeIsRight: false }), refuse({ kind: "code-wrong" }));
});

test("a code that was sent for something else is worth nothing, and looks like a wrong one", () => {
  const moving: Verification = { ...sent, purpose: "phone-change" };
  assert.deepEqual(decideConfirmation(moving, right), refuse({ kind: "code-wrong" }));
  assert.ok(decideConfirmation(moving, { ...right, purposes: ["phone-change"] }).ok);
});

test("a code that was sent to nobody opens nothing, and looks like a wrong one", () => {
  assert.deepEqual(decideConfirmation({ ...sent, customerId: undefined }, right), refuse({ kind: "code-wrong" }));
  assert.deepEqual(decideConfirmation(undefined, right), refuse({ kind: "code-wrong" }));
});

test("five codes an hour", () => {
  assert.deepEqual(decideIssue(4), ok(true));
  assert.deepEqual(decideIssue(5), refuse({ kind: "too-many-codes" }));
});

test("whoever guesses without end makes fewer than a hundred and fifty attempts a day", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 50, maxLength: 400 }), (pauses) => {
      let attempts: SignInAttempts | undefined;
      let made = 0;
      let seconds = 0;
      for (const pause of pauses) {
        seconds += pause;
        if (seconds >= 86_400) break;
        const decision = decideAttempt(attempts, after(seconds * 1000));
        if (!decision.ok) continue;
        attempts = decision.value;
        made += 1;
      }
      assert.ok(made <= 11 + Math.ceil(seconds / 900), `${made} in ${seconds} s`);
    }),
  );
});

test("a pause is over when it is over, and a day without failures forgets them", () => {
  const blocked: SignInAttempts = { failures: 5, lastAt: noon, blockedUntil: after(10_000) };
  assert.deepEqual(decideAttempt(blocked, after(9_999)), refuse({ kind: "too-many-attempts" }));
  const again = decideAttempt(blocked, after(10_000));
  assert.ok(again.ok && again.value.failures === 6);
  const fresh = decideAttempt(blocked, after(86_400_000));
  assert.ok(fresh.ok && fresh.value.failures === 1 && fresh.value.blockedUntil === undefined);
});

const token: RefreshToken = {
  familyId: "fam_1",
  person: { kind: "customer", id: "cus_1" },
  secondFactorAt: undefined,
  expiresAt: after(30 * 86_400_000),
  rotatedAt: undefined,
  familyEndedAt: undefined,
  successorUsed: false,
};

test("a token rotates once; soon after, and while its successor is unused, the successor comes again; else the family ends", () => {
  assert.deepEqual(decideRefresh(token, noon), ok("rotate"));
  const used = { ...token, rotatedAt: noon };
  assert.deepEqual(decideRefresh(used, after(300_000)), ok("deliver-again"));
  assert.deepEqual(decideRefresh(used, after(300_001)), ok("end-family"));
  assert.deepEqual(decideRefresh({ ...used, successorUsed: true }, after(1)), ok("end-family"));
});

test("a token of an ended family, an old one and an unknown one open nothing", () => {
  assert.deepEqual(decideRefresh({ ...token, familyEndedAt: noon }, noon), refuse({ kind: "session-ended" }));
  assert.deepEqual(decideRefresh(token, token.expiresAt), refuse({ kind: "session-ended" }));
  assert.deepEqual(decideRefresh(undefined, noon), refuse({ kind: "refresh-token-unknown" }));
});
