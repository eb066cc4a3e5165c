import type { Result } from "@beacom/result";
import fc from "fast-check";
import { type Account } from "#domain/account";
import type { AccountEvent, Restriction } from "#domain/account-event";
import { after, planOf, purchaseOf, reportOf, topUpOf } from "#domain/account-examples";
import { decideBuyBundle } from "#domain/buy-bundle";
import { decideChargeUsage } from "#domain/charge-usage";
import type { Decision } from "#domain/decision";
import { decideExpireBundles } from "#domain/expire-bundles";
import { decideCommitHold, decideHoldFunds, decideReleaseHold } from "#domain/hold-funds";
import { decideMoveAgreement } from "#domain/move-agreement";
import { decideOpenAccount } from "#domain/open-account";
import { decideAllowOutOfBundle, decideBillUsage, decideForbidOutOfBundle } from "#domain/out-of-bundle";
import type { Plan } from "#domain/plan";
import { decideReleaseData, decideReserveData } from "#domain/reserve-data";
import { decideRestrictService } from "#domain/restrict-service";
import { decideAddMember, decideNoteSharedTerms, decideRemoveMember } from "#domain/share-bundles";
import { decideTopUp } from "#domain/top-up";
import { decideSendData, decideSendMoney } from "#domain/transfer";
import { decideAdjust, decideCredit, decideReverseAdjustment } from "#domain/wallet";

/** Random lives of a few accounts that do everything there is to do, with each other too. For tests. */
export const customers = ["cus_a", "cus_b", "cus_c"] as const;

const minute = 60;
const hour = 3_600;

/** Short ones, so that a history sees their ends: with windows, rollover, sharing, without a cap, and with rules of their own. */
export const plans: readonly Plan[] = [
  planOf({ planId: "pln_small", octets: 300n, priceCents: 700n, validitySeconds: BigInt(10 * minute) }),
  planOf({ planId: "pln_rolls", octets: 997n, priceCents: 331n, validitySeconds: BigInt(2 * hour), rollovers: 2 }),
  planOf({
    planId: "pln_night",
    prices: [{ currency: "ZAR", priceCents: 1_001n }],
    validitySeconds: BigInt(26 * hour),
    allowances: [
      { name: "Day", octets: 400n, window: null },
      { name: "Night", octets: 800n, window: { weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 1_380, toMinute: 300 } },
    ],
  }),
  planOf({
    planId: "pln_happy",
    octets: 500n,
    priceCents: 99n,
    validitySeconds: BigInt(3 * hour),
    allowances: [{ name: "Happy", octets: 500n, window: { weekdays: [7, 1, 3], fromMinute: 721, toMinute: 733 } }],
    rollovers: 1,
  }),
  planOf({ planId: "pln_family", octets: 1_500n, priceCents: 1_500n, validitySeconds: BigInt(hour), members: 2 }),
  planOf({
    planId: "pln_uncapped",
    octets: null,
    priceCents: 555n,
    validitySeconds: BigInt(30 * minute),
    fairUse: [{ afterOctets: 400n, rate: { downBitsPerSecond: 1_000n, upBitsPerSecond: 500n } }],
  }),
  planOf({
    planId: "pln_gift",
    octets: 50n,
    priceCents: 0n,
    promotional: true,
    mostPerCustomer: 1,
    validitySeconds: BigInt(20 * minute),
  }),
  planOf({ planId: "pln_addon", octets: 200n, priceCents: 150n, addOn: true, validitySeconds: BigInt(hour) }),
];
export const tariffs: readonly Plan[] = [7n, 30n].map((priceCents, index) =>
  planOf({
    planId: "pln_payg",
    version: index + 1,
    kind: "pay-as-you-go",
    allowances: [],
    tariff: { unitOctets: 13n, unitPrices: [{ currency: "ZAR", priceCents }] },
  }),
);

const who = fc.constantFrom(...customers);
const step = <Do extends string, Rest extends object>(what: Do, rest: { [K in keyof Rest]: fc.Arbitrary<Rest[K]> }) =>
  fc.record({ do: fc.constant(what), who, ...rest }) as fc.Arbitrary<{ do: Do; who: Customer } & Rest>;
export type Customer = (typeof customers)[number];

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const number = fc.nat(5);
const plan = fc.nat(plans.length - 1);
const cents = fc.bigInt(1n, 3_000n);
const restriction = fc.constantFrom<Restriction | null>("walled-garden", "suspended", "terminated", null, null);

export const accountStep = fc.oneof(
  { weight: 3, arbitrary: step("pay", { number: fc.nat(30), cents, plan: maybe(plan) }) },
  { weight: 4, arbitrary: step("buy", { number: fc.nat(60), plan }) },
  {
    weight: 8,
    arbitrary: step("use", { number, octets: fc.bigInt(0n, 3_000n), lateSeconds: fc.nat(200), ends: fc.boolean() }),
  },
  { weight: 3, arbitrary: step("wait", { seconds: fc.oneof(fc.nat(300), fc.nat(3 * hour)) }) },
  { weight: 2, arbitrary: step("hold", { number, cents, seconds: fc.nat(1_000) }) },
  { weight: 1, arbitrary: step("commit", { number, cents }) },
  { weight: 1, arbitrary: step("release", { number }) },
  { weight: 2, arbitrary: step("send-money", { number, to: who, cents }) },
  { weight: 2, arbitrary: step("send-data", { number, to: who, bundle: number, octets: fc.bigInt(1n, 400n) }) },
  { weight: 2, arbitrary: step("reserve", { number, octets: fc.bigInt(1n, 2_000n), seconds: fc.nat(900) }) },
  { weight: 1, arbitrary: step("unreserve", { number }) },
  { weight: 2, arbitrary: step("share", { to: who, limitOctets: maybe(fc.bigInt(1n, 900n)) }) },
  { weight: 1, arbitrary: step("unshare", { to: who }) },
  {
    weight: 1,
    arbitrary: step("allow", {
      payer: fc.constantFrom<"wallet" | "invoice">("wallet", "invoice"),
      limitCents: maybe(fc.bigInt(1n, 500n)),
      version: fc.nat(1),
    }),
  },
  { weight: 1, arbitrary: step("move", { version: fc.nat(1) }) },
  { weight: 1, arbitrary: step("forbid", {}) },
  { weight: 1, arbitrary: step("bill", { number }) },
  {
    weight: 1,
    arbitrary: step("restrict", { source: fc.constantFrom<"staff" | "dunning">("staff", "dunning"), restriction }),
  },
  { weight: 1, arbitrary: step("adjust", { number, cents: fc.bigInt(-800n, 800n) }) },
  { weight: 1, arbitrary: step("reverse", { number }) },
  { weight: 1, arbitrary: step("redeem", { number, cents }) },
);
export type AccountStep = typeof accountStep extends fc.Arbitrary<infer Step> ? Step : never;

export type Accounts = ReadonlyMap<Customer, Account>;
/** What a step changed: the decision on each account that it concerns. Empty: it was refused. */
export type Changes = ReadonlyMap<Customer, Decision>;

export const openedAccounts = (): { readonly accounts: Accounts; readonly events: AccountEvent[][] } => {
  const opened = customers.map((customerId) =>
    decideOpenAccount(undefined, { customerId, currency: "ZAR", at: after(0) }),
  );
  return {
    accounts: new Map(customers.map((customerId, index) => [customerId, opened[index]!.account])),
    events: opened.map(({ events }) => [...events]),
  };
};

/** Decides a step as the service would; `name` makes what it creates unique. */
export function decideStep(accounts: Accounts, next: AccountStep, { name, at }: { name: string; at: Date }): Changes {
  const account = accounts.get(next.who)!;
  const other = "to" in next ? accounts.get(next.to) : undefined;
  const alone = (decided: Result<Decision, unknown>): Changes => new Map(decided.ok ? [[next.who, decided.value]] : []);
  const certain = (decision: Decision): Changes => new Map([[next.who, decision]]);
  switch (next.do) {
    case "pay": {
      const payment = topUpOf(`pay_${next.who}_${next.number}`, next.cents, at);
      const purchase = next.plan !== null && { purchase: purchaseOf(plans[next.plan], `bun_${name}`, at) };
      return alone(decideTopUp(account, { ...payment, customerId: next.who, ...purchase }));
    }
    case "buy": {
      const purchase = purchaseOf(plans[next.plan], `bun_${name}`, at);
      return alone(decideBuyBundle(account, { ...purchase, purchaseKey: `buy-${next.number}` }));
    }
    case "use":
      return used(accounts, next, at);
    case "hold": {
      const expiresAt = after(next.seconds, at);
      const hold = { holdId: `hld_${next.number}`, amountCents: next.cents, purpose: "airtime", expiresAt, at };
      return alone(decideHoldFunds(account, hold));
    }
    case "commit": {
      const commit = { holdId: `hld_${next.number}`, amountCents: next.cents, reference: "vend", at };
      return alone(decideCommitHold(account, { ...commit, against: "partner-payable" }));
    }
    case "release":
      return certain(decideReleaseHold(account, { holdId: `hld_${next.number}`, at }));
    case "send-money": {
      const transfer = { transferId: `trf_${next.who}_${next.number}`, toCustomerId: next.to, at };
      return between(next.who, next.to, decideSendMoney(account, other, { ...transfer, amountCents: next.cents }));
    }
    case "send-data": {
      const { octets, to: toCustomerId } = next;
      const bundleId = account.bundles[next.bundle]?.bundleId ?? "";
      const transferId = `data_${next.who}_${next.number}`;
      const send = { transferId, toCustomerId, bundleId, octets, newBundleId: `bun_${name}`, at };
      return between(next.who, next.to, decideSendData(account, other, send));
    }
    case "reserve": {
      const ids = { reservationId: `rsv_${name}`, sessionId: sessionOf(next) };
      return alone(
        decideReserveData(account, { ...ids, octetsWanted: next.octets, expiresAt: after(next.seconds, at), at }),
      );
    }
    case "unreserve": {
      const reservationId = [...account.reservations.keys()][next.number] ?? "";
      return certain(decideReleaseData(account, { reservationId, at }));
    }
    case "share": {
      const shared = decideAddMember(account, other, { limitOctets: next.limitOctets, at });
      if (!shared.ok) return new Map();
      return new Map<Customer, Decision>([
        [next.who, shared.value.owner],
        [next.to, shared.value.member],
      ]);
    }
    case "unshare": {
      if (next.who === next.to) return new Map();
      const { owner, member } = decideRemoveMember(account, other!, at);
      return new Map<Customer, Decision>([
        [next.who, owner],
        [next.to, member],
      ]);
    }
    case "allow": {
      const { payer, limitCents, version } = next;
      return alone(decideAllowOutOfBundle(account, { plan: tariffs[version], payer, limitCents, by: next.who, at }));
    }
    case "move": {
      const from = { migrationKey: name, fromPlanId: "pln_payg", fromVersion: null, when: "next-cycle" as const };
      return alone(decideMoveAgreement(account, { ...from, to: tariffs[next.version]!, by: "stf_a" }, at));
    }
    case "forbid":
      return certain(decideForbidOutOfBundle(account, { by: next.who, at }));
    case "bill":
      return certain(decideBillUsage(account, { chargeIdOf: ({ planId }) => `${name} ${planId}`, at }));
    case "restrict":
      return certain(
        decideRestrictService(account, { source: next.source, restriction: next.restriction, by: null, at }),
      );
    case "adjust": {
      const by = { by: "stf_a", approvedBy: null, reasonCode: "outage", at };
      return alone(decideAdjust(account, { movementId: `adj_${next.number}`, amountCents: next.cents, ...by }));
    }
    case "reverse": {
      const ids = { movementId: `rev_${name}`, reverses: `adj_${next.number}` };
      return alone(decideReverseAdjustment(account, { ...ids, by: "stf_a", approvedBy: "stf_b", at }));
    }
    case "redeem": {
      const voucher = { movementId: `vch_${next.who}_${next.number}`, reference: "vch", source: "voucher" } as const;
      return alone(decideCredit(account, { ...voucher, amountCents: next.cents, against: "vouchers-outstanding", at }));
    }
    case "wait":
      return timeGoesBy(accounts, at);
    default:
      next satisfies never;
      return new Map();
  }
}

const sessionOf = ({ who: customerId, number: session }: { who: Customer; number: number }) =>
  `ses_${customerId}_${session}`;

function used(accounts: Accounts, next: Extract<AccountStep, { do: "use" }>, at: Date): Changes {
  const account = accounts.get(next.who)!;
  const ownerId = account.pool?.ownerId as Customer | undefined;
  const report = reportOf(sessionOf(next), next.octets, {
    startedAt: after(-300, at),
    reportedAt: after(-next.lateSeconds, at),
    endedAt: next.ends ? at : null,
  });
  const owner = ownerId && accounts.get(ownerId);
  const charged = decideChargeUsage(account, report, { at, vatBasisPoints: 1_500n, owner });
  if (!charged.ok) return new Map();
  const changes = new Map<Customer, Decision>([[next.who, charged.value]]);
  if (ownerId && charged.value.owner) changes.set(ownerId, charged.value.owner);
  return changes;
}

/** Everybody's bundles end, and then members hear of what is shared with them. */
function timeGoesBy(accounts: Accounts, at: Date): Changes {
  const changes = new Map([...accounts].map(([id, account]) => [id, decideExpireBundles(account, at)]));
  for (const [id, { account, events }] of changes) {
    const owner = account.pool && changes.get(account.pool.ownerId as Customer);
    if (!owner) continue;
    const noted = decideNoteSharedTerms(account, owner.account, at);
    changes.set(id, { events: [...events, ...noted.events], account: noted.account });
  }
  return changes;
}

const between = (
  from: Customer,
  to: Customer,
  sent: Result<{ readonly sender: Decision; readonly receiver: Decision }, unknown>,
): Changes =>
  new Map<Customer, Decision>(
    sent.ok
      ? [
          [from, sent.value.sender],
          [to, sent.value.receiver],
        ]
      : [],
  );
