import assert from "node:assert/strict";
import { valueOf } from "@beacom/result";
import { test } from "vitest";
import { auditOf } from "#domain/account-audit";
import type { AccountEvent, AccountEventOf } from "#domain/account-event";
import { after, customerId, day, noon, planOf, purchaseOf, reportOf, topUpOf } from "#domain/account-examples";
import { decideBuyBundle } from "#domain/buy-bundle";
import { decideChargeUsage } from "#domain/charge-usage";
import type { Decision } from "#domain/decision";
import { decideExpireBundles } from "#domain/expire-bundles";
import { decideCommitHold, decideHoldFunds, decideReleaseHold } from "#domain/hold-funds";
import { decideOpenAccount } from "#domain/open-account";
import { decideAllowOutOfBundle } from "#domain/out-of-bundle";
import { decideReserveData } from "#domain/reserve-data";
import { decideRestrictService } from "#domain/restrict-service";
import { decideTopUp } from "#domain/top-up";
import { decideAdjust, decideReverseAdjustment } from "#domain/wallet";

const vatBasisPoints = 1_500n;
const payg = planOf({
  planId: "pln_payg",
  kind: "pay-as-you-go",
  allowances: [],
  tariff: { unitOctets: 10n, unitPrices: [{ currency: "ZAR", priceCents: 3n }] },
});

/** Holds, adjustments, reservations, a rollover and use out of bundle, in the life of one account. */
function history(): AccountEvent[] {
  const rolls = planOf({ octets: 100n, rollovers: 1, validitySeconds: BigInt(8 * day) });
  const steps: ((now: Decision["account"]) => Decision)[] = [
    (now) => valueOf(decideTopUp(now, topUpOf("pay_1", 9_000n))),
    (now) => valueOf(decideBuyBundle(now, purchaseOf(rolls, "bun_1"))),
    (now) => valueOf(decideHoldFunds(now, holdOf("hld_1", 300n))),
    (now) => valueOf(decideHoldFunds(now, holdOf("hld_2", 200n))),
    (now) =>
      valueOf(
        decideCommitHold(now, {
          holdId: "hld_1",
          amountCents: 250n,
          reference: "v",
          against: "partner-payable",
          at: noon,
        }),
      ),
    (now) => decideReleaseHold(now, { holdId: "hld_2", at: noon }),
    (now) => valueOf(decideAdjust(now, { movementId: "adj_1", amountCents: 70n, reasonCode: "outage", ...by })),
    (now) => valueOf(decideReverseAdjustment(now, { movementId: "rev_1", reverses: "adj_1", ...by })),
    (now) =>
      valueOf(
        decideReserveData(now, {
          reservationId: "rsv_1",
          sessionId: "ses_1",
          octetsWanted: 60n,
          expiresAt: after(900),
          at: noon,
        }),
      ),
    (now) => valueOf(decideChargeUsage(now, reportOf("ses_1", 30n), { vatBasisPoints, at: after(61) })),
    (now) => decideExpireBundles(now, after(8 * day)),
    (now) =>
      valueOf(
        decideAllowOutOfBundle(now, { plan: payg, payer: "wallet", limitCents: 100n, by: "x", at: after(8 * day) }),
      ),
    (now) =>
      valueOf(
        decideChargeUsage(now, reportOf("ses_2", 170n, { startedAt: after(8 * day), reportedAt: after(8 * day + 9) }), {
          vatBasisPoints,
          at: after(8 * day + 9),
        }),
      ),
    (now) => decideRestrictService(now, { source: "staff", restriction: "suspended", by: "stf", at: after(9 * day) }),
  ];
  let now = decideOpenAccount(undefined, { customerId, currency: "ZAR", at: noon });
  const events = [...now.events];
  for (const step of steps) {
    now = step(now.account);
    events.push(...now.events);
  }
  return events;
}
const by = { by: "stf_a", approvedBy: "stf_b", at: noon };
const holdOf = (holdId: string, amountCents: bigint) => ({
  holdId,
  amountCents,
  purpose: "airtime",
  expiresAt: after(600),
  at: noon,
});

const problemsOf = (events: readonly AccountEvent[]) => {
  const audit = auditOf(customerId);
  return events.flatMap((event) => audit.see(event)).join("\n");
};
const changed = <T extends AccountEvent["type"]>(type: T, changes: Partial<AccountEventOf<T>>) =>
  history().map((event) => (event.type === type ? { ...event, ...changes } : event));
const without = (type: AccountEvent["type"]) => history().filter((event) => event.type !== type);

test("a life with holds, adjustments, reservations, rollover and use out of bundle has no problems", () => {
  assert.equal(problemsOf(history()), "");
});

test.each([
  ["a hold of more than there is", changed("FundsHeld", { amountCents: 99_999n }), /less is posted than is held/],
  ["a hold that was spent and never made", without("FundsHeld"), /hld_1 ended and is not open/],
  ["more spent than was held", changed("HoldCommitted", { amountCents: 400n }), /hld_1: not what was held is spent/],
  ["a hold spent after its end", changed("HoldCommitted", { at: after(601) }), /hld_1 was spent after it was over/],
  ["a hold over before its time", changed("HoldReleased", { why: "expired" }), /hld_2 was over before its time/],
  [
    "an adjustment taken back in part",
    changed("WalletDebited", { amountCents: 69n }),
    /does not take back all of adj_1/,
  ],
  ["an adjustment taken back that never was", without("WalletCredited"), /takes back adj_1, which is no adjustment/],
  [
    "more reserved than there is",
    changed("DataReserved", { parts: [{ bundleId: "bun_1", octets: 101n }] }),
    /more was reserved than is left/,
  ],
  ["a rollover before the expiry", changed("BundleRolledOver", { at: after(day) }), /carried over before its expiry/],
  ["a rollover of too much", changed("BundleRolledOver", { octetsCarried: 99n }), /carried over is not what was left/],
  [
    "a rollover on other terms",
    changed("BundleRolledOver", { expiresAt: after(9 * day) }),
    /longer or shorter than its plan says/,
  ],
  ["a rollover that is missing", without("BundleRolledOver"), /bun_1 was charged after its expiry/],
  [
    "use out of bundle that nobody allowed",
    without("OutOfBundleAllowed"),
    /charged out of bundle, which nobody had allowed/,
  ],
  [
    "use out of bundle beyond the limit",
    changed("OutOfBundleAllowed", { limitCents: 1n }),
    /more was charged out of bundle than allowed/,
  ],
  [
    "a tariff that was not agreed to",
    changed("OutOfBundleAllowed", { plan: { ...payg, tariff: { ...payg.tariff!, unitOctets: 9n } } }),
    /cents were charged out of bundle, not/,
  ],
  [
    "revenue earned too early",
    changed("BundleActivated", { netCents: 999n, vatCents: 151n }),
    /cents are deferred, and the bundles have/,
  ],
  ["a notice that nobody got", without("UsageNoticeRaised"), /the notice of 50 % of bun_1 was never raised/],
  [
    "service in spite of a restriction",
    [...history(), { ...history().at(-1)!, service: { ...fullService() } } as AccountEvent],
    /service is full although it is restricted/,
  ],
] as const)("%s is found", (_, events, problem) => assert.match(problemsOf(events), problem));

function fullService() {
  const last = history().findLast((event) => event.type === "ServiceStateChanged")!;
  return { ...last.service, version: last.service.version + 1n, level: "full" as const };
}

test("a bundle that expires although it is to be carried over is found", () => {
  const expired = history().map((event): AccountEvent => {
    if (event.type !== "BundleRolledOver") return event;
    return { type: "BundleExpired", bundleId: "bun_1", octetsExpired: event.octetsCarried, entries: [], at: event.at };
  });
  assert.match(problemsOf(expired), /bun_1 expired and was to be carried over/);
});

test("a bundle charged outside its window, and a later one while the earlier's window was open, are found", () => {
  const window = { weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 720, toMinute: 780 };
  const lunch = planOf({ allowances: [{ name: "Lunch", octets: 500n, window }] });
  const week = planOf({ octets: 500n, validitySeconds: BigInt(7 * day) });
  const charged = (minutesLater: number, bundleId: string): AccountEvent[] => {
    const paid = valueOf(decideTopUp(undefined, topUpOf("pay_1", 9_000n)));
    const one = valueOf(decideBuyBundle(paid.account, purchaseOf(lunch, "bun_lunch")));
    const two = valueOf(decideBuyBundle(one.account, purchaseOf(week, "bun_week")));
    const at = after(minutesLater * 60);
    const report = reportOf("ses_1", 20n, { startedAt: after(-60, at), reportedAt: at });
    const used = valueOf(decideChargeUsage(two.account, report, { vatBasisPoints, at }));
    return [paid, one, two, used].flatMap(({ events }) =>
      events.map((event) =>
        event.type === "UsageCharged"
          ? { ...event, deductions: event.deductions.map((deduction) => ({ ...deduction, bundleId })) }
          : event,
      ),
    );
  };
  // It is 12:00 in Johannesburg at the beginning.
  assert.doesNotMatch(problemsOf(charged(30, "bun_lunch")), /charged (although|outside)/);
  assert.match(problemsOf(charged(30, "bun_week")), /bun_week was charged although bun_lunch expires earlier/);
  assert.doesNotMatch(problemsOf(charged(90, "bun_week")), /charged (although|outside)/);
  assert.match(problemsOf(charged(90, "bun_lunch")), /bun_lunch was charged outside its window/);
});
