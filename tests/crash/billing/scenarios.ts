import assert from "node:assert/strict";
import type { BillingUseCases } from "@beacom/billing-engine";
import { type Result, valueOf } from "@beacom/result";
import { began } from "./began.ts";

export type Engine = BillingUseCases;
/** What a scenario's steps hand on to each other: ids that were made on the way. */
export type Made = Readonly<Record<string, string>>;

/**
 * One command, whose process dies in the middle of it. `who` makes its customer and keys unlike those of all other runs; the same step with
 * the same keys is what a caller repeats who was never answered.
 */
export type Scenario = {
  readonly name: string;
  /** When the command is given, so many seconds after everything was prepared. */
  readonly later?: number;
  readonly prepare: (engine: Engine, who: string) => Promise<Made>;
  readonly command: (engine: Engine, who: string, made: Made) => Promise<unknown>;
  /** What must be the same whether or not somebody died. */
  readonly observe: (engine: Engine, who: string, made: Made) => Promise<unknown>;
};

const day = 86_400;
const megabyte = 1_000_000n;
const staffId = "stf_one";
const customerOf = (who: string) => `cus_${who}`;

const terms = {
  name: "Day",
  kind: "prepaid",
  prices: [{ currency: "ZAR", priceCents: 1_150n }],
  tax: "standard",
  validity: { unit: "day", count: 30 },
  allowances: [{ name: "Day", octets: 100n * megabyte, window: null }],
  rate: { downBitsPerSecond: 20_000_000n, upBitsPerSecond: 5_000_000n },
  fairUse: [],
  tariff: null,
  afterExhaustion: { policy: "walled-garden" },
  rollovers: 1,
  promotional: false,
  addOn: false,
  mostPerCustomer: null,
  members: 0,
} as const satisfies Parameters<Engine["publishPlan"]>[0]["terms"];

async function planIn(engine: Engine): Promise<string> {
  return valueOf(await engine.publishPlan({ terms, planId: "", idempotencyKey: "plan" })).planId;
}
async function tariffIn(engine: Engine): Promise<string> {
  const tariff = { unitOctets: megabyte, unitPrices: [{ currency: "ZAR", priceCents: 10n }] } as const;
  const free = [{ currency: "ZAR", priceCents: 0n }] as const;
  const payAsYouGo = {
    ...terms,
    name: "Pay as you go",
    kind: "pay-as-you-go",
    allowances: [],
    prices: free,
    tariff,
    rollovers: 0,
  } as const;
  return valueOf(await engine.publishPlan({ terms: payAsYouGo, planId: "", idempotencyKey: "tariff" })).planId;
}

const payment = (who: string, amountCents: bigint, planId = "") => ({
  customerId: customerOf(who),
  paymentId: `pay_${who}`,
  provider: "paystack",
  amountCents,
  currency: "ZAR" as const,
  planId,
});
async function paid(engine: Engine, who: string, amountCents: bigint, planId = ""): Promise<Made> {
  valueOf(await engine.creditPayment(payment(who, amountCents, planId)));
  return {};
}
async function withBundle(engine: Engine, who: string): Promise<Made> {
  await paid(engine, who, 5_000n, await planIn(engine));
  const bundleId = (await engine.views.account(customerOf(who)))?.bundles[0]?.bundleId;
  return { bundleId: bundleId! };
}
async function withTwo(engine: Engine, who: string): Promise<Made> {
  await engine.openAccount(customerOf(`${who}b`));
  return withBundle(engine, who);
}

/** An account without what differs from one to the next: ids and times. */
async function accountOf(engine: Engine, who: string) {
  const account = await engine.views.account(customerOf(who));
  if (!account) return null;
  const rows = (await engine.views.statement({ customerId: account.customerId, cursor: "", limit: 100 }))!.rows;
  const usage = (await engine.views.usage({ customerId: account.customerId, cursor: "", limit: 100 }))!.rows;
  return {
    available: account.availableCents,
    held: account.heldCents,
    service: [account.service.level, account.service.reason],
    dunning: account.restrictedByDunning,
    bundles: account.bundles.map((bundle) => [
      bundle.state,
      bundle.octetsGranted,
      bundle.octetsRemaining,
      bundle.octetsSent,
      bundle.rolledOver,
      bundle.expiresAt.getTime(),
      bundle.noticesPercent,
    ]),
    statement: rows.map(({ kind, amountCents, availableAfterCents }) => [kind, amountCents, availableAfterCents]),
    usage: usage.map(({ octetsDown, octetsFree, outOfBundleCents, deductions }) => [
      octetsDown,
      octetsFree,
      outOfBundleCents,
      deductions.map(({ octets, why }) => [octets, why]),
    ]),
  };
}
const both = async (engine: Engine, who: string) => [await accountOf(engine, who), await accountOf(engine, `${who}b`)];

async function batchOf(engine: Engine, who: string, planId?: string): Promise<Made> {
  const worth = planId === undefined ? { faceCents: 5_000n } : { planId };
  const order = { worth, count: 3 };
  const { batchId } = valueOf(await engine.vouchers.generate({ order, staffId, idempotencyKey: `batch-${who}` }));
  const { codes } = valueOf(await engine.vouchers.fetchCodes({ batchId, staffId }));
  return { batchId, code: codes[0]! };
}
const all = [{ first: 1, last: 3 }];
async function soldBatch(engine: Engine, who: string, planId?: string): Promise<Made> {
  const made = await batchOf(engine, who, planId);
  valueOf(
    await engine.vouchers.sell({ batchId: made["batchId"]!, ranges: all, staffId, idempotencyKey: `sell-${who}` }),
  );
  await engine.openAccount(customerOf(who));
  return made;
}
const batchSeen = async (engine: Engine, { batchId }: Made) => {
  const batch = (await engine.vouchers.views.batch(batchId!))!;
  return { counts: batch.counts, outstanding: batch.outstandingCents };
};

const tier = [{ fromCents: 0n, basisPoints: 1_000 }];
async function withReseller(engine: Engine, who: string): Promise<Made> {
  const commission = { voucher: tier, "electronic-voucher": tier, "top-up": tier };
  const limits = { perSaleCents: null, perDayCents: null, perMonthCents: null };
  const master = { kind: "master", commission, limits } as const;
  const register = (resellerTerms: Parameters<Engine["resellers"]["register"]>[0]["terms"], key: string) =>
    engine.resellers.register({ terms: resellerTerms, staffId, idempotencyKey: key });
  const { resellerId: masterId } = valueOf(await register(master, `master-${who}`));
  const sub = { kind: "sub", masterId, shareBasisPoints: 5_000, limits } as const;
  const { resellerId } = valueOf(await register(sub, `sub-${who}`));
  valueOf(await engine.resellers.payIn({ resellerId, reference: `EFT ${who}`, amountCents: 50_000n, staffId }));
  await engine.openAccount(customerOf(who));
  return { masterId, resellerId };
}
async function floatsSeen(engine: Engine, { masterId, resellerId }: Made) {
  const of = async (id: string) => {
    const page = (await engine.resellers.views.rows({ resellerId: id, cursor: "", limit: 100 }))!;
    return [
      (await engine.resellers.views.reseller(id))?.floatCents,
      page.rows.map(({ kind, floatChangeCents, floatAfterCents }) => [kind, floatChangeCents, floatAfterCents]),
    ];
  };
  return [await of(masterId!), await of(resellerId!)];
}

const fibre = {
  planId: "pln_fibre",
  planVersion: 1,
  name: "Fibre 50",
  priceCents: 69_000n,
  quantity: 1,
  vat: "standard",
} as const;
async function billed(engine: Engine, who: string): Promise<Made> {
  const customerId = customerOf(who);
  await paid(engine, who, 100_000n, await planIn(engine));
  const recipient = { name: "Thandi Mokoena", addressLines: ["Soweto"], vatNumber: null };
  const cycle = { months: 1, day: 1 };
  valueOf(await engine.postpaid.open({ customerId, cycle, termsDays: 7, segment: "home", recipient }));
  const order = { subscriptionId: "fibre", billing: "in-advance" as const, terms: fibre };
  const subscribed = valueOf(await engine.postpaid.subscribe({ customerId, ...order, idempotencyKey: `fibre-${who}` }));
  return { invoiceId: subscribed.invoiceIds[0]! };
}
async function billingSeen(engine: Engine, who: string) {
  const customerId = customerOf(who);
  const page = (await engine.postpaid.views.documents({ customerId, cursor: "", limit: 100 }))!;
  const summary = await engine.postpaid.views.customer(customerId, "2027-01-01");
  return {
    documents: page.rows.map(({ kind, grossCents, openCents, issuedOn, dueOn }) => [
      kind,
      grossCents,
      openCents,
      issuedOn,
      dueOn,
    ]),
    receivable: summary?.receivableCents,
    credit: summary?.creditCents,
    period: [summary?.periodFrom, summary?.periodTo],
    restriction: summary?.restriction,
    nextClose: summary?.nextCloseOn,
    account: await accountOf(engine, who),
  };
}

/** By a worker that looks after everybody: whoever else is due is done along the way. */
const workDone = async (work: Promise<{ readonly failed: number }>) => assert.equal((await work).failed, 0);

async function approvedBy<R>(proposal: Promise<Result<{ readonly approvalId: string }, R>>): Promise<Made> {
  return { approvalId: valueOf(await proposal).approvalId };
}

export const scenarios: readonly Scenario[] = [
  {
    name: "a payment that opens an account and activates a plan",
    prepare: async (engine) => ({ planId: await planIn(engine) }),
    command: async (engine, who, { planId }) => valueOf(await engine.creditPayment(payment(who, 5_000n, planId))),
    observe: accountOf,
  },
  {
    name: "a bundle bought from the wallet",
    prepare: async (engine, who) => ({ ...(await paid(engine, who, 5_000n)), planId: await planIn(engine) }),
    command: async (engine, who, { planId }) =>
      valueOf(await engine.buyBundle({ customerId: customerOf(who), planId: planId!, idempotencyKey: `buy-${who}` })),
    observe: accountOf,
  },
  {
    name: "usage past the end of a bundle and on at a tariff",
    later: 3_600,
    async prepare(engine, who) {
      const made = await withBundle(engine, who);
      const agreed = { customerId: customerOf(who), payer: "wallet", limitCents: null, by: customerOf(who) } as const;
      valueOf(await engine.outOfBundle.allow({ ...agreed, planId: await tariffIn(engine) }));
      return made;
    },
    command: (engine, who) =>
      engine.chargeUsage(customerOf(who), [
        {
          sessionId: `ses_${who}`,
          startedAt: new Date(2026, 10, 22, 10),
          reportedAt: new Date(2026, 10, 22, 10, 50),
          endedAt: null,
          octetsDown: 130n * megabyte,
          octetsUp: 0n,
        },
      ]),
    observe: accountOf,
  },
  {
    name: "a hold",
    prepare: (engine, who) => paid(engine, who, 5_000n),
    command: async (engine, who) =>
      valueOf(
        await engine.holds.hold({
          customerId: customerOf(who),
          holdId: `h-${who}`,
          amountCents: 3_000n,
          purpose: "airtime",
          seconds: day,
        }),
      ),
    observe: accountOf,
  },
  {
    name: "a hold committed in part",
    async prepare(engine, who) {
      await paid(engine, who, 5_000n);
      valueOf(
        await engine.holds.hold({
          customerId: customerOf(who),
          holdId: `h-${who}`,
          amountCents: 3_000n,
          purpose: "airtime",
          seconds: day,
        }),
      );
      return {};
    },
    command: async (engine, who) =>
      valueOf(
        await engine.holds.commit({
          customerId: customerOf(who),
          holdId: `h-${who}`,
          amountCents: 2_000n,
          reference: `vend-${who}`,
        }),
      ),
    observe: accountOf,
  },
  {
    name: "a hold released",
    async prepare(engine, who) {
      await paid(engine, who, 5_000n);
      valueOf(
        await engine.holds.hold({
          customerId: customerOf(who),
          holdId: `h-${who}`,
          amountCents: 3_000n,
          purpose: "airtime",
          seconds: day,
        }),
      );
      return {};
    },
    command: async (engine, who) =>
      valueOf(await engine.holds.release({ customerId: customerOf(who), holdId: `h-${who}` })),
    observe: accountOf,
  },
  {
    name: "a reservation of data",
    prepare: withBundle,
    command: async (engine, who) =>
      valueOf(
        await engine.reservations.reserve({
          customerId: customerOf(who),
          sessionId: `ses_${who}`,
          reservationId: `r-${who}`,
          octets: 10n * megabyte,
          seconds: day,
        }),
      ).octets,
    observe: accountOf,
  },
  {
    name: "money sent to somebody",
    prepare: withTwo,
    command: async (engine, who) =>
      valueOf(
        await engine.transfers.sendMoney({
          customerId: customerOf(who),
          toCustomerId: customerOf(`${who}b`),
          amountCents: 900n,
          currency: "ZAR",
          idempotencyKey: `m-${who}`,
        }),
      ),
    observe: both,
  },
  {
    name: "data sent to somebody",
    prepare: withTwo,
    command: async (engine, who, { bundleId }) =>
      valueOf(
        await engine.transfers.sendData({
          customerId: customerOf(who),
          toCustomerId: customerOf(`${who}b`),
          bundleId: bundleId!,
          octets: 30n * megabyte,
          idempotencyKey: `d-${who}`,
        }),
      ),
    observe: both,
  },
  {
    name: "a voucher redeemed for money",
    prepare: (engine, who) => soldBatch(engine, who),
    command: async (engine, who, { code }) =>
      valueOf(
        await engine.vouchers.redeem({ customerId: customerOf(who), address: `10.${who}`, mac: "", code: code! }),
      ),
    observe: async (engine, who, made) => [await accountOf(engine, who), await batchSeen(engine, made)],
  },
  {
    name: "a voucher redeemed for a bundle",
    prepare: async (engine, who) => soldBatch(engine, who, await planIn(engine)),
    command: async (engine, who, { code }) =>
      valueOf(
        await engine.vouchers.redeem({ customerId: customerOf(who), address: `10.${who}`, mac: "", code: code! }),
      ),
    observe: async (engine, who, made) => [await accountOf(engine, who), await batchSeen(engine, made)],
  },
  {
    name: "vouchers sold from a reseller's float",
    prepare: async (engine, who) => ({ ...(await withReseller(engine, who)), ...(await batchOf(engine, who)) }),
    command: async (engine, who, { resellerId, batchId }) =>
      valueOf(
        await engine.resellers.sellVouchers({
          resellerId: resellerId!,
          batchId: batchId!,
          ranges: all,
          isForResale: false,
          idempotencyKey: `s-${who}`,
        }),
      ),
    observe: async (engine, _, made) => [await floatsSeen(engine, made), await batchSeen(engine, made)],
  },
  {
    name: "a top-up by a reseller",
    prepare: withReseller,
    command: async (engine, who, { resellerId }) =>
      valueOf(
        await engine.resellers.topUpCustomer({
          resellerId: resellerId!,
          customer: { customerId: customerOf(who) },
          amountCents: 2_000n,
          idempotencyKey: `t-${who}`,
        }),
      ),
    observe: async (engine, who, made) => [await floatsSeen(engine, made), await accountOf(engine, who)],
  },
  {
    name: "an adjustment that a second person approves",
    async prepare(engine, who) {
      await paid(engine, who, 1_000n);
      const request = { kind: "adjust-wallet", customerId: customerOf(who), amountCents: 60_000n } as const;
      const words = { reasonCode: "outage", note: "down for a week", staffId, role: "finance" };
      return approvedBy(engine.approvals.propose({ request, ...words, idempotencyKey: `a-${who}` }));
    },
    command: async (engine, _, { approvalId }) =>
      valueOf(await engine.approvals.approve({ approvalId: approvalId!, staffId: "stf_two", role: "finance" })).state,
    observe: async (engine, who, { approvalId }) => [
      await accountOf(engine, who),
      (await engine.approvals.views.approval(approvalId!))?.state,
    ],
  },
  {
    name: "the end of a cycle, by the worker",
    later: 12 * day,
    prepare: billed,
    command: (engine) => workDone(engine.postpaid.closeCycles()),
    observe: billingSeen,
  },
  {
    name: "the end of a cycle in which something was used on account",
    later: 12 * day,
    async prepare(engine, who) {
      const customerId = customerOf(who);
      const made = await billed(engine, who);
      const agreed = { customerId, payer: "invoice", limitCents: 100_000n, by: staffId } as const;
      valueOf(await engine.outOfBundle.allow({ ...agreed, planId: await tariffIn(engine) }));
      const report = { sessionId: `ses_${who}`, startedAt: began, reportedAt: began, endedAt: null };
      await engine.chargeUsage(customerId, [{ ...report, octetsDown: 50n * megabyte, octetsUp: 0n }]);
      return made;
    },
    command: (engine) => workDone(engine.postpaid.closeCycles()),
    observe: billingSeen,
  },
  {
    name: "an invoice paid from the wallet",
    prepare: billed,
    command: async (engine, who, { invoiceId }) =>
      valueOf(
        await engine.postpaid.payFromWallet({
          customerId: customerOf(who),
          invoiceId: invoiceId!,
          idempotencyKey: `p-${who}`,
        }),
      ),
    observe: billingSeen,
  },
  {
    name: "a dunning step that restricts the service",
    later: 20 * day,
    prepare: billed,
    async command(engine) {
      await workDone(engine.postpaid.closeCycles());
      await workDone(engine.postpaid.runDunning());
    },
    observe: billingSeen,
  },
  {
    name: "the expiry of a bundle whose rest is carried over",
    later: 31 * day,
    prepare: withBundle,
    command: (engine) => engine.expireBundles(),
    observe: accountOf,
  },
];
