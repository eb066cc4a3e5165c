import assert from "node:assert/strict";
import { ok, valueOf } from "@beacom/result";
import fc from "fast-check";
import { test } from "vitest";
import { type Account, availableCents } from "#domain/account";
import { accountAfter } from "#domain/account-fold";
import { auditOf } from "#domain/account-audit";
import type { AccountEvent } from "#domain/account-event";
import { entriesOf } from "#domain/account-event";
import { after, bought, customerId, opened, planOf, purchaseOf, reportOf, topUpOf } from "#domain/account-examples";
import { octetsRemaining } from "#domain/bundle";
import { decideBuyBundle } from "#domain/buy-bundle";
import { decideChargeUsage } from "#domain/charge-usage";
import { decideExpireBundles } from "#domain/expire-bundles";
import { decideTopUp } from "#domain/top-up";

type Command =
  | { do: "top-up"; payment: number; cents: bigint; withPlan: boolean }
  | { do: "buy"; key: number; octets: bigint; cents: bigint; seconds: bigint }
  | { do: "report"; session: number; down: bigint; up: bigint; ends: boolean }
  | { do: "wait"; seconds: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    do: fc.constant("top-up" as const),
    payment: fc.nat(9),
    cents: fc.bigInt(1n, 5_000n),
    withPlan: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("buy" as const),
    key: fc.nat(30),
    octets: fc.bigInt(1n, 1_000n),
    cents: fc.bigInt(0n, 1_000n),
    seconds: fc.bigInt(1n, 500n),
  }),
  fc.record({
    do: fc.constant("report" as const),
    session: fc.nat(4),
    down: fc.bigInt(0n, 2_000n),
    up: fc.bigInt(0n, 200n),
    ends: fc.boolean(),
  }),
  fc.record({ do: fc.constant("wait" as const), seconds: fc.nat(200) }),
);

/** Runs the commands one after the other, as the service would; refused ones change nothing. */
function run(commands: readonly Command[]): { events: AccountEvent[]; account: Account } {
  let account = opened();
  const events: AccountEvent[] = [
    { type: "AccountOpened", accountId: account.accountId, customerId, currency: "ZAR", at: after(0) },
    { type: "ServiceStateChanged", service: account.service, at: after(0) },
  ];
  let seconds = 0;
  for (const [index, next] of commands.entries()) {
    if (next.do === "wait") seconds += next.seconds;
    const result = decide(account, next, `bun_${index}`, after(seconds));
    if (!result.ok) continue;
    account = result.value.account;
    events.push(...result.value.events);
  }
  return { events, account };
}

function decide(account: Account, next: Command, bundleId: string, at: Date) {
  switch (next.do) {
    case "top-up": {
      const purchase = {
        planId: "pln_daily",
        plan: planOf({ octets: 500n }),
        bundleIds: [bundleId],
        vatBasisPoints: 1_500n,
      };
      const payment = topUpOf(`pay_${next.payment}`, next.cents, at);
      return decideTopUp(account, next.withPlan ? { ...payment, purchase } : payment);
    }
    case "buy": {
      const plan = planOf({ octets: next.octets, priceCents: next.cents, validitySeconds: next.seconds });
      return decideBuyBundle(account, { ...purchaseOf(plan, bundleId, at), purchaseKey: `key-${next.key}` });
    }
    case "report": {
      const endedAt = next.ends ? at : null;
      const changes = { octetsUp: next.up, reportedAt: at, endedAt };
      return decideChargeUsage(account, reportOf(`ses_${next.session}`, next.down, changes), {
        vatBasisPoints: 1_500n,
        at,
      });
    }
    default:
      return ok(decideExpireBundles(account, at));
  }
}

test("whatever happens, every rule of the ledger holds", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 120, size: "max" }), (commands) => {
      const { events, account } = run(commands);
      const audit = auditOf(customerId);
      assert.deepEqual(events.flatMap(audit.see), []);
      assert.ok(availableCents(account) >= 0n);
      for (const bundle of account.bundles) {
        assert.ok(octetsRemaining(bundle) >= 0n);
        assert.equal(bundle.state === "active", octetsRemaining(bundle) > 0n);
      }
    }),
    { numRuns: 300 },
  );
});

test("all that was deferred is earned once every bundle has ended", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 80, size: "max" }), (commands) => {
      const { events, account } = run(commands);
      const entries = [...events, ...decideExpireBundles(account, after(10 ** 8)).events].flatMap(entriesOf);
      const deferred = entries.filter((entry) => entry.account === "deferred-revenue");
      assert.equal(
        deferred.reduce((sum, { amountCents }) => sum + amountCents, 0n),
        0n,
      );
    }),
  );
});

test("an account is the fold of its events, taken in one go or one by one", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 80, size: "max" }), (commands) => {
      const { events, account } = run(commands);
      let oneByOne: Account | undefined;
      for (const event of events) oneByOne = accountAfter(oneByOne, [event]);
      assert.deepEqual(accountAfter(undefined, events), account);
      assert.deepEqual(oneByOne, account);
    }),
  );
});

const report = fc.record({
  session: fc.nat(3),
  down: fc.bigInt(0n, 400n),
  up: fc.bigInt(0n, 100n),
  ends: fc.boolean(),
});
const payment = fc.record({ payment: fc.nat(5) });

test("reports and payments in any order, and any of them again, give the same account", () => {
  const started = bought(
    bought(opened(), planOf({ octets: 700n }), "bun_1").account,
    planOf({ octets: 900n, validitySeconds: 1_000n }),
    "bun_2",
  ).account;
  const at = after(61);
  const news = fc.array(fc.oneof(report, payment), { maxLength: 30, size: "max" });
  const applied = (
    account: Account,
    item: typeof report extends fc.Arbitrary<infer R> ? R | { payment: number } : never,
  ) => {
    if ("payment" in item) return valueOf(decideTopUp(account, topUpOf(`pay_${item.payment}`, 100n, at))).account;
    const { session, down, up, ends } = item;
    const changes = { octetsUp: up, endedAt: ends ? after(60) : null };
    return valueOf(
      decideChargeUsage(account, reportOf(`ses_${session}`, down, changes), { vatBasisPoints: 1_500n, at }),
    ).account;
  };
  const shuffledWithRepeats = news.chain((items) =>
    fc.tuple(
      fc.constant(items),
      fc
        .tuple(fc.shuffledSubarray(items, { minLength: items.length }), fc.subarray(items))
        .map(([all, again]) => [...all, ...again]),
    ),
  );
  fc.assert(
    fc.property(shuffledWithRepeats, ([items, otherOrder]) => {
      assert.deepEqual(essence(items.reduce(applied, started)), essence(otherOrder.reduce(applied, started)));
    }),
    { numRuns: 300 },
  );
});

/** What a person could notice. The service state's version and the listing order of sessions tell how, not where, it ended. */
const essence = (account: Account) => ({
  posted: account.postedCents,
  payments: [...account.movements].sort(byText),
  bundles: account.bundles.map(({ noticesPercent, ...bundle }) => ({
    ...bundle,
    noticesPercent: [...noticesPercent].sort((a, b) => a - b),
  })),
  sessions: Object.fromEntries([...account.sessions].sort(([a], [b]) => byText(a, b))),
  service: { ...account.service, version: 0n, since: null },
});
const byText = (a: string, b: string) => (a < b ? -1 : 1);
