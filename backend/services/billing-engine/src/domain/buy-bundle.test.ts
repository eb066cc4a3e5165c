import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import { test } from "vitest";
import { availableCents } from "#domain/account";
import { after, bought, bundleOf, day, opened, planOf, purchaseOf, withMoney } from "#domain/account-examples";
import { decideBuyBundle } from "#domain/buy-bundle";

test("the price leaves the wallet, and its VAT is split off to the cent", () => {
  const { events, account } = valueOf(decideBuyBundle(withMoney(opened(), 2_000n), purchaseOf(planOf(), "bun_1")));
  const activated = events[0];
  assert.ok(activated?.type === "BundleActivated");
  assert.deepEqual([activated.netCents, activated.vatCents, activated.availableAfterCents], [1_000n, 150n, 850n]);
  assert.deepEqual(
    activated.entries.map(({ account: name, amountCents }) => [name, amountCents]),
    [
      ["customer-wallet", 1_150n],
      ["deferred-revenue", -1_000n],
      ["vat-output", -150n],
    ],
  );
  assert.equal(availableCents(account), 850n);
  assert.deepEqual(bundleOf(account, "bun_1").expiresAt, after(day));
});

test("the first bundle opens the way at its full rate, and a second one of the same rate changes nothing", () => {
  const first = bought(opened(), planOf(), "bun_1");
  assert.equal(first.account.service.level, "full");
  assert.equal(first.account.service.version, 2n);
  assert.equal(bought(first.account, planOf(), "bun_2").account.service.version, 2n);
});

test("a wallet that is too low says how much is missing", () => {
  const refusal = decideBuyBundle(withMoney(opened(), 1_000n), purchaseOf(planOf(), "bun_1"));
  assert.deepEqual(refusal, refuse({ kind: "wallet-too-low", missingCents: 150n }));
});

test("the same purchase asked for twice is one purchase, and its key is not good for another plan", () => {
  const { account } = bought(opened(), planOf(), "bun_1");
  const again = { ...purchaseOf(planOf(), "bun_2"), purchaseKey: "key-bun_1" };
  assert.deepEqual(valueOf(decideBuyBundle(account, again)).events, []);
  const other = { ...again, planId: "pln_other" };
  assert.deepEqual(decideBuyBundle(account, other), refuse({ kind: "idempotency-key-reused" }));
});

test("nothing is sold that is not on offer, or before the account is open", () => {
  assert.deepEqual(decideBuyBundle(opened(), purchaseOf(undefined, "bun_1")), refuse({ kind: "plan-not-offered" }));
  const inNaira = purchaseOf(planOf({ currency: "NGN" }), "bun_1");
  assert.deepEqual(decideBuyBundle(opened(), inNaira), refuse({ kind: "plan-not-offered" }));
  assert.deepEqual(decideBuyBundle(undefined, inNaira), refuse({ kind: "account-not-open-yet" }));
});

test("a bundle that costs nothing is activated without money moving", () => {
  const { events } = valueOf(decideBuyBundle(opened(), purchaseOf(planOf({ priceCents: 0n }), "bun_1")));
  assert.ok(events[0]?.type === "BundleActivated");
  assert.deepEqual(events[0].entries, []);
});
