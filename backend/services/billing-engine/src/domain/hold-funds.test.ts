import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import { availableCents } from "#domain/account";
import { after, noon, opened, planOf, purchaseOf, withMoney } from "#domain/account-examples";
import { decideBuyBundle } from "#domain/buy-bundle";
import { decideExpireBundles } from "#domain/expire-bundles";
import { decideCommitHold, decideHoldFunds, decideReleaseHold } from "#domain/hold-funds";
import { decideDebit } from "#domain/wallet";

const hold = (amountCents: bigint, changes = {}) => ({
  holdId: "hld_1",
  amountCents,
  purpose: "airtime",
  expiresAt: after(600),
  at: noon,
  ...changes,
});
const rich = withMoney(opened(), 1_000n);
const held = valueOf(decideHoldFunds(rich, hold(900n))).account;
const commitOf = (amountCents: bigint, at = noon) =>
  ({ holdId: "hld_1", amountCents, reference: "vend_1", against: "partner-payable", at }) as const;

test("what is held cannot be spent, held again or used for a bundle", () => {
  assert.equal(availableCents(held), 100n);
  assert.deepEqual(
    decideHoldFunds(held, hold(101n, { holdId: "hld_2" })),
    refuse({ kind: "wallet-too-low", missingCents: 1n }),
  );
  const debit = { movementId: "m", purpose: "partner", reference: "", against: "partner-payable", at: noon } as const;
  assert.deepEqual(
    decideDebit(held, { ...debit, amountCents: 101n }),
    refuse({ kind: "wallet-too-low", missingCents: 1n }),
  );
  const buying = decideBuyBundle(held, purchaseOf(planOf({ priceCents: 101n }), "bun_1"));
  assert.deepEqual(buying, refuse({ kind: "wallet-too-low", missingCents: 1n }));
});

test("of a hold a part is spent and the rest is available again", () => {
  const spent = valueOf(decideCommitHold(held, commitOf(300n))).account;
  assert.deepEqual([spent.postedCents, spent.heldCents], [700n, 0n]);
});

test("a hold that was spent is not spent again, and asking again is no refusal", () => {
  const spent = valueOf(decideCommitHold(held, commitOf(300n))).account;
  assert.deepEqual(valueOf(decideCommitHold(spent, commitOf(300n))).events, []);
  assert.deepEqual(valueOf(decideHoldFunds(spent, hold(900n))).events, []);
});

test("no more than was held is spent, and nothing of a hold that is over", () => {
  assert.deepEqual(decideCommitHold(held, commitOf(901n)), refuse({ kind: "more-than-held" }));
  assert.deepEqual(decideCommitHold(held, commitOf(1n, after(600))), refuse({ kind: "hold-not-open" }));
  const released = decideReleaseHold(held, { holdId: "hld_1", at: noon }).account;
  assert.deepEqual(decideCommitHold(released, commitOf(1n)), refuse({ kind: "hold-not-open" }));
});

test("a hold that nobody spent ends by itself, and its money can be used from that instant on", () => {
  assert.equal(availableCents(decideExpireBundles(held, after(600)).account), 1_000n);
  const again = valueOf(
    decideHoldFunds(held, hold(1_000n, { holdId: "hld_2", at: after(600), expiresAt: after(700) })),
  );
  assert.deepEqual(
    again.events.map(({ type }) => type),
    ["HoldReleased", "FundsHeld"],
  );
});

test("released twice, it is released once", () => {
  const released = decideReleaseHold(held, { holdId: "hld_1", at: noon }).account;
  assert.deepEqual(decideReleaseHold(released, { holdId: "hld_1", at: noon }).events, []);
});

test("nothing is held for nothing, or for no time", () => {
  assert.deepEqual(decideHoldFunds(rich, hold(0n)), refuse({ kind: "amount-not-positive" }));
  assert.deepEqual(decideHoldFunds(rich, hold(1n, { expiresAt: noon })), refuse({ kind: "hold-expires-too-early" }));
});
