import assert from "node:assert/strict";
import { ok, refuse } from "@beacom/result";
import type { LocalDate } from "@beacom/time";
import { describe, test } from "vitest";
import { afterAttempt, keyOfAttempt } from "#domain/mass-actions-attempt";
import { checkTerms, type MassTerms, mostCreditCents } from "#domain/mass-actions-terms";

const credit: MassTerms = { kind: "credit", amountCents: 5_000n, currency: "ZAR", reasonCode: "outage" };
const move: MassTerms = { kind: "move-plan", fromPlanId: "pln_a", toPlanId: "pln_b", when: "next-cycle" };

test.each<MassTerms>([
  { kind: "suspend", restriction: "suspended" },
  { kind: "restore" },
  { kind: "disconnect" },
  credit,
  move,
  { kind: "notify", isMarketing: false, words: { en: "We are back.\nSorry." } },
])("$kind can be done to many", (terms) => assert.deepEqual(checkTerms(terms), ok(terms)));

test("words that are only spaces are no words", () =>
  assert.deepEqual(
    checkTerms({ kind: "notify", isMarketing: false, words: { en: " Hello ", zu: " " } }),
    ok({ kind: "notify", isMarketing: false, words: { en: "Hello" } }),
  ));

describe("refused is", () => {
  test.each<[string, MassTerms, string]>([
    ["a message without words", { kind: "notify", isMarketing: false, words: { en: "" } }, "words-missing"],
    [
      "a message without English",
      { kind: "notify", isMarketing: false, words: { en: "", zu: "Sawubona" } },
      "words-missing",
    ],
    [
      "a message that comes in pieces",
      { kind: "notify", isMarketing: false, words: { en: "a".repeat(766) } },
      "words-too-long",
    ],
    [
      "a message with a bell in it",
      { kind: "notify", isMarketing: false, words: { en: "a\u0007" } },
      "words-not-plain",
    ],
    ["a move from nowhere", { ...move, fromPlanId: "" }, "plan-missing"],
    ["a move to where they are", { ...move, toPlanId: "pln_a" }, "same-plan"],
    ["a move on no day", { ...move, when: "2026-02-30" as LocalDate }, "when-not-known"],
    ["a credit of nothing", { ...credit, amountCents: 0n }, "amount-not-positive"],
    ["a credit that takes", { ...credit, amountCents: -1n }, "amount-not-positive"],
    ["a credit that is no goodwill any more", { ...credit, amountCents: mostCreditCents + 1n }, "amount-too-large"],
    ["a credit for no reason", { ...credit, reasonCode: "" }, "reason-code-missing"],
  ])("%s", (_, terms, kind) => assert.deepEqual(checkTerms(terms), refuse({ kind })));
});

test("what failed is tried again ever later, and after six times left to a person", () => {
  const noon = new Date("2026-11-27T10:00:00Z");
  const failed = { outcome: "failed", why: "unavailable" } as const;
  const waits = [1, 2, 3, 4, 5].map((attempts) => {
    const after = afterAttempt(failed, attempts, noon);
    return after.outcome === "again" ? (after.notBefore.getTime() - noon.getTime()) / 1000 : undefined;
  });
  assert.deepEqual(waits, [5, 10, 20, 40, 80]);
  assert.deepEqual(afterAttempt(failed, 6, noon), failed);
  assert.deepEqual(afterAttempt({ outcome: "refused", why: "overdue" }, 1, noon), {
    outcome: "refused",
    why: "overdue",
  });
});

test("a customer has one key in one action, and another in each other", () => {
  assert.equal(keyOfAttempt("mas_1", "cus_1"), keyOfAttempt("mas_1", "cus_1"));
  assert.notEqual(keyOfAttempt("mas_1", "cus_1"), keyOfAttempt("mas_2", "cus_1"));
});
