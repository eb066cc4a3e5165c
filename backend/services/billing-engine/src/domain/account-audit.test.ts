import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { auditOf } from "#domain/account-audit";
import type { AccountEvent, UsageCharged } from "#domain/account-event";
import {
  after,
  bought,
  customerId,
  day,
  opened,
  planOf,
  purchaseOf,
  reportOf,
  topUpOf,
  withMoney,
} from "#domain/account-examples";
import { decideBuyBundle } from "#domain/buy-bundle";
import { decideChargeUsage } from "#domain/charge-usage";
import { decideExpireBundles } from "#domain/expire-bundles";
import { decideTopUp } from "#domain/top-up";

/** Two bundles, the second expiring first, partly used and then expired. */
function history(): AccountEvent[] {
  const week = planOf({ octets: 100n, validitySeconds: BigInt(7 * day) });
  const top = valueOf(decideTopUp(opened(), topUpOf("pay_1", 5_000n)));
  const weekly = valueOf(decideBuyBundle(top.account, purchaseOf(week, "bun_week")));
  const daily = valueOf(decideBuyBundle(weekly.account, purchaseOf(planOf({ octets: 50n }), "bun_day")));
  const used = valueOf(
    decideChargeUsage(daily.account, reportOf("ses_1", 60n), { vatBasisPoints: 1_500n, at: after(61) }),
  );
  const expired = decideExpireBundles(used.account, after(7 * day));
  return [top, weekly, daily, used, expired].flatMap(({ events }) => events);
}
const problemsOf = (events: readonly AccountEvent[]) => {
  const audit = auditOf(customerId);
  // The examples' account was opened before, with the first state of service.
  audit.see({ type: "ServiceStateChanged", service: opened().service, at: after(0) });
  return events.flatMap((event) => audit.see(event)).join("\n");
};
const changed = <T extends AccountEvent["type"]>(
  type: T,
  change: (event: Extract<AccountEvent, { type: T }>) => AccountEvent | AccountEvent[],
) =>
  history().flatMap((event) => (event.type === type ? change(event as Extract<AccountEvent, { type: T }>) : [event]));

test("a history as it is decided has no problems", () => {
  assert.equal(problemsOf(history()), "");
  assert.equal(withMoney(opened(), 1n).postedCents, 1n);
  assert.equal(bought(opened(), planOf(), "bun_1").events.length, 2);
});

const charged = (change: (event: UsageCharged) => Partial<UsageCharged>) =>
  changed("UsageCharged", (event) => ({ ...event, ...change(event) }));

test.each([
  [
    "entries that do not add up",
    changed("WalletToppedUp", (e) => ({ ...e, entries: e.entries.slice(1) })),
    /out by -5000 ZAR/,
  ],
  ["money from nowhere", changed("WalletToppedUp", (e) => ({ ...e, amountCents: 1n, entries: [] })), /below zero/],
  ["a payment twice", changed("WalletToppedUp", (e) => [e, e]), /the wallet is not what its entries say/],
  ["VAT that is lost", changed("BundleActivated", (e) => ({ ...e, vatCents: 0n })), /net and VAT are not the price/],
  [
    "the wrong bundle first",
    charged(() => ({ deductions: [{ bundleId: "bun_week", octets: 60n, why: "earliest-expiry" }] })),
    /bun_week was charged although bun_day expires earlier/,
  ],
  [
    "a report charged twice",
    changed("UsageCharged", (e) => [e, { ...e, deductions: [], octetsCharged: 0n, octetsFree: 60n }]),
    /charged twice/,
  ],
  [
    "more than granted",
    charged((e) => ({ deductions: e.deductions.map((d) => ({ ...d, octets: 60n })) })),
    /more was used than granted/,
  ],
  ["usage after the expiry", charged(() => ({ at: after(2 * day) })), /bun_day was charged after its expiry/],
  [
    "a notice twice",
    changed("UsageNoticeRaised", (e) => (e.percent === 50 ? [e, e] : e)),
    /50 % of bun_day was raised twice/,
  ],
  ["a notice too early", changed("UsageNoticeRaised", (e) => ({ ...e, bundleId: "bun_week" })), /came too early/],
  [
    "octets that vanish",
    changed("BundleExpired", (e) => ({ ...e, octetsExpired: 1n })),
    /used and expired are not what was granted/,
  ],
  ["an expiry before its time", changed("BundleExpired", (e) => ({ ...e, at: after(day) })), /expired before its time/],
  [
    "a change of service that is missing",
    changed("ServiceStateChanged", () => []).concat(history().at(-1) ?? []),
    /came where/,
  ],
] as const)("%s is found", (_, events, problem) => {
  assert.match(problemsOf(events), problem);
});
