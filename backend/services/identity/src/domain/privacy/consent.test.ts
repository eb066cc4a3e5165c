import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { channels, type ConsentWord, decideConsent, isGranted, maySend } from "#domain/privacy/consent";
import type { Who } from "#domain/privacy/who";

const from = { address: "192.0.2.1", userAgent: "a phone" };
const thandi: Who = { kind: "customer", customerId: "cus_1", from };
const sipho: Who = { kind: "staff", staffId: "stf_1", role: "support", from };
const campaign: Who = { kind: "service", name: "notification-service", from };
const at = new Date("2026-11-27T10:00:00Z");
const form = { channel: "sms", granted: true, how: "portal", wording: "2026-11", language: "zu", note: "" };
const word = (by: Who, more: Partial<typeof form> = {}, current: readonly ConsentWord[] = []) =>
  decideConsent(current, { ...form, ...more }, { by, byWhom: "somebody", at });
const kindOf = (result: ReturnType<typeof decideConsent>) => (result.ok ? "ok" : result.error.kind);

test("nobody has agreed to anything by saying nothing", () => {
  for (const channel of channels) {
    assert.equal(isGranted([], channel), false);
    assert.deepEqual(maySend([], channel, "marketing"), { allowed: false, because: "never-consented" });
    assert.equal(maySend([], channel, "service").allowed, true);
  }
});

test("a consent says what was agreed to, in which language and how", () => {
  assert.equal(kindOf(word(thandi)), "ok");
  assert.equal(kindOf(word(thandi, { wording: " " })), "wording-missing");
  assert.equal(kindOf(word(thandi, { language: "" })), "language-missing");
  assert.equal(kindOf(word(thandi, { channel: "pigeon" })), "channel-unknown");
  assert.equal(kindOf(word(thandi, { how: "telepathy" })), "way-unknown");
});

test("staff pass on what was said with a note of where it is, and a service grants nothing", () => {
  assert.equal(kindOf(word(sipho, { how: "paper" })), "note-missing");
  assert.equal(kindOf(word(sipho, { how: "paper", note: "form 12 in the shop" })), "ok");
  assert.equal(kindOf(word(campaign, { how: "service" })), "consent-is-the-customers");
});

test("a withdrawal is taken from anybody, with nothing asked", () => {
  const granted = word(thandi);
  assert.ok(granted.ok && granted.value);
  for (const by of [thandi, sipho, campaign]) {
    const withdrawn = word(by, { granted: false, wording: "", language: "", how: "message" }, [granted.value]);
    assert.ok(withdrawn.ok && withdrawn.value?.granted === false);
    assert.equal(maySend([granted.value, withdrawn.value], "sms", "marketing").because, "withdrawn");
  }
});

test("what is said again changes nothing, and one channel's word is not another's", () => {
  const words = fc.array(fc.tuple(fc.constantFrom(...channels), fc.boolean()), { maxLength: 30 });
  fc.assert(
    fc.property(words, (said) => {
      const last = new Map<string, boolean>();
      const kept: ConsentWord[] = [];
      for (const [channel, granted] of said) {
        const decided = word(thandi, { channel, granted }, kept);
        assert.ok(decided.ok);
        assert.equal(decided.value === undefined, (last.get(channel) ?? false) === granted);
        if (decided.value) kept.push(decided.value);
        last.set(channel, granted);
      }
      for (const channel of channels) assert.equal(isGranted(kept, channel), last.get(channel) ?? false);
    }),
  );
});
