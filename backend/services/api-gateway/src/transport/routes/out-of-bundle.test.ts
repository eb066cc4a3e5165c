import assert from "node:assert/strict";
import { afterAll, beforeAll, test } from "vitest";
import { noon, own, paperAccount, paperBundle, paperGateway, rand } from "#gateway-fixture";
import type { App } from "#transport/routes/route-context";

const rate = { downBitsPerSecond: 10_000_000n, upBitsPerSecond: 1_000_000n };
const terms = { validitySeconds: 86_400n, rate, price: rand(0) };
const asked: { customerId: string; planId: string; payer: string; limitCents: bigint | undefined }[] = [];
let app: App;
beforeAll(async () => {
  app = await paperGateway({
    billing: {
      listPlans: () => ({
        plans: [
          { ...terms, planId: "pln_day", name: "Day", kind: "prepaid", price: rand(1_000), octets: 1_000_000_000n },
          { ...terms, planId: "pln_line", name: "Line", kind: "postpaid", price: rand(49_900) },
          {
            ...terms,
            planId: "pln_tariff",
            name: "Pay per use",
            kind: "pay-as-you-go",
            tariff: { unitOctets: 1_000_000n, unitPrices: [{ minorUnits: 1n, currency: "USD" }, rand(15)] },
          },
        ],
      }),
      getAccount: ({ customerId }) => ({
        ...paperAccount(customerId),
        bundles: [
          { ...paperBundle, window: "67 23:00-05:00", rolledOver: 1, shared: true, octetsSent: 7n },
          { ...paperBundle, bundleId: "bun_2", uncapped: true, octetsRemaining: 0n },
          { ...paperBundle, bundleId: "bun_3", state: "sent" },
        ],
        restrictedByDunning: "walled-garden",
        poolOwnerId: "cus_b",
      }),
      allowOutOfBundle({ customerId, planId, payer, limit }) {
        asked.push({ customerId, planId, payer, limitCents: limit?.minorUnits });
        return { ...paperAccount(customerId), outOfBundle: { planId, payer, used: rand(0), ...(limit && { limit }) } };
      },
      forbidOutOfBundle: ({ customerId }) => paperAccount(customerId),
      listUsage: () => ({
        sessions: [
          {
            sessionId: "ses_1",
            startedAt: noon,
            lastReportAt: noon,
            octetsShared: 5n,
            octetsOutOfBundle: 6n,
            outOfBundleCents: 90n,
            deductions: [{ bundleId: "bun_1", bundleName: "Nights", octets: 4n, why: "plan-order" }],
          },
        ],
      }),
    },
  });
});
afterAll(() => app.close());

test("bundles on sale are those that a wallet can buy; tariffs are apart, in the operator's currency", async () => {
  const plans = (await app.inject({ url: "/v1/plans" })).json().plans as { planId: string }[];
  assert.deepEqual(
    plans.map(({ planId }) => planId),
    ["pln_day"],
  );
  const [tariff, ...others] = (await app.inject({ url: "/v1/tariffs" })).json().tariffs;
  assert.deepEqual(
    [tariff.planId, tariff.unitOctets, tariff.unitPrice, others],
    ["pln_tariff", 1_000_000, { minorUnits: 15, currency: "ZAR" }, []],
  );
});

test("an agreement names the tariff and the limit, and the wallet pays", async () => {
  const put = (limit: object | null) =>
    app.inject({ method: "PUT", url: "/v1/me/out-of-bundle", headers: own, payload: { planId: "pln_tariff", limit } });
  const limited = await put({ minorUnits: 5_000, currency: "ZAR" });
  assert.deepEqual(limited.json().outOfBundle, {
    planId: "pln_tariff",
    payer: "wallet",
    limit: { minorUnits: 5_000, currency: "ZAR" },
    used: { minorUnits: 0, currency: "ZAR" },
  });
  assert.equal((await put(null)).json().outOfBundle.limit, null);
  assert.equal((await put({ minorUnits: 0, currency: "ZAR" })).statusCode, 400);
  assert.deepEqual(asked, [
    { customerId: "cus_a", planId: "pln_tariff", payer: "wallet", limitCents: 5_000n },
    { customerId: "cus_a", planId: "pln_tariff", payer: "wallet", limitCents: undefined },
  ]);
});

test("what is agreed to has to be said: an agreement without a limit, not even none, is no agreement", async () => {
  const payload = { planId: "pln_tariff" };
  assert.equal(
    (await app.inject({ method: "PUT", url: "/v1/me/out-of-bundle", headers: own, payload })).statusCode,
    400,
  );
});

test("forbidden, use without a bundle is blocked", async () => {
  const answer = await app.inject({ method: "DELETE", url: "/v1/me/out-of-bundle", headers: own });
  assert.deepEqual([answer.statusCode, answer.json().outOfBundle], [200, null]);
});

test("an account shows each bundle's hours, and what became of it", async () => {
  const { bundles, ...account } = (await app.inject({ url: "/v1/me/account", headers: own })).json();
  assert.deepEqual(
    [bundles[0].window, bundles[0].rolledOver, bundles[0].shared, bundles[0].octetsSent],
    [{ weekdays: [6, 7], from: "23:00", to: "05:00" }, 1, true, 7],
  );
  assert.deepEqual([bundles[1].uncapped, bundles[1].window, bundles[2].state], [true, null, "sent"]);
  assert.deepEqual(
    [account.restrictedByDunning, account.restrictedByStaff, account.inPool, account.outOfBundle],
    ["walled-garden", null, true, null],
  );
  assert.ok(!JSON.stringify(account).includes("cus_b"), "whose pool it is, the account does not say");
});

test("usage says what others' bundles and the tariff paid", async () => {
  const [session] = (await app.inject({ url: "/v1/me/usage", headers: own })).json().sessions;
  assert.deepEqual(
    [session.octetsShared, session.octetsOutOfBundle, session.outOfBundleCost, session.deductions[0].why],
    [5, 6, { minorUnits: 90, currency: "ZAR" }, "plan-order"],
  );
});
