/** What the gateway would answer, for one person in each of the situations that a screen has to draw. */
const hour = 3_600_000;
const at = (msFromNow: number) => new Date(Date.now() + msFromNow).toISOString();
const zar = (minorUnits: number) => ({ minorUnits, currency: "ZAR" });
/** A full hour from now on, as a clock in the operator's zone shows it. */
const soon = (hours: number) =>
  `${String((new Date(Date.now() + hours * hour).getUTCHours() + 2) % 24).padStart(2, "0")}:00`;
const rate = (mbits: number) => ({ downBitsPerSecond: mbits * 1e6, upBitsPerSecond: mbits * 5e5 });

export const customer = {
  customerId: "cus_019a0000000000000000000001",
  name: "Thandi Nkosi",
  phone: "+27821234567",
  email: "thandi@example.com",
  phoneVerified: true,
  language: "en",
  registeredAt: at(-90 * 24 * hour),
};

const bundle = (
  name: string,
  gb: number,
  left: number,
  hoursLeft: number,
  noticesPercent: number[] = [],
  more: Record<string, unknown> = {},
) => ({
  bundleId: `bun_${name.replaceAll(" ", "_")}`,
  planId: `pln_${name.replaceAll(" ", "_")}`,
  name,
  octetsGranted: gb * 1e9,
  octetsUsed: (gb - left) * 1e9,
  octetsRemaining: left * 1e9,
  activatedAt: at(-48 * hour),
  expiresAt: at(hoursLeft * hour),
  state: left > 0 ? "active" : "used-up",
  rate: rate(20),
  noticesPercent,
  octetsSent: 0,
  uncapped: false,
  window: null,
  rolledOver: 0,
  source: "payment",
  shared: false,
  ...more,
});

const account = (more: Record<string, unknown>) => ({
  accountId: "acc_1",
  available: zar(2_900),
  held: zar(0),
  bundles: [] as unknown[],
  service: { level: "full", rate: rate(20), reason: "in-bundle", since: at(-48 * hour) },
  outOfBundle: null,
  inPool: false,
  restrictedByDunning: null,
  restrictedByStaff: null,
  asOf: at(0),
  online: { sessionId: "ses_1", since: at(-3 * hour) },
  ...more,
});

export const accounts = {
  usual: () => account({ bundles: [bundle("Weekend 5 GB", 5, 3.24, 31)] }),
  low: () => account({ bundles: [bundle("Weekend 5 GB", 5, 0.61, 31, [50, 80])] }),
  many: () =>
    account({
      available: zar(123_456_789),
      held: zar(2_900),
      bundles: [
        bundle("Day 1 GB", 1, 0.34, 5, [50]),
        bundle("Monthly 100 GB", 100, 82.4, 500),
        bundle("Friends and family bonus 20 GB", 20, 20, 700),
      ],
    }),
  slow: () =>
    account({
      bundles: [bundle("Weekend 5 GB", 5, 0, 31, [50, 80, 100])],
      service: {
        level: "throttled",
        rate: { downBitsPerSecond: 512_000, upBitsPerSecond: 256_000 },
        reason: "bundle-used-up",
        since: at(-hour),
      },
    }),
  off: () =>
    account({
      bundles: [bundle("Weekend 5 GB", 5, 0, 31, [50, 80, 100])],
      service: { level: "walled-garden", rate: null, reason: "bundle-used-up", since: at(-hour / 2) },
      online: null,
    }),
  ended: () =>
    account({
      available: zar(0),
      service: { level: "walled-garden", rate: null, reason: "bundle-expired", since: at(-9 * hour) },
      online: null,
    }),
  none: () =>
    account({
      available: zar(0),
      service: { level: "walled-garden", rate: null, reason: "no-bundle", since: null },
      online: null,
    }),
  /** Several balances at once: for the family, for nights, uncapped, from somebody else. */
  mixed: () =>
    account({
      bundles: [
        bundle("Family 50 GB: any time", 50, 31.4, 200, [], { shared: true, rolledOver: 1 }),
        bundle("Family 50 GB: nights", 100, 64, 200, [], {
          window: { weekdays: [1, 2, 3, 4, 5], from: "23:00", to: "05:00" },
          shared: true,
        }),
        bundle("Bonus 2 GB", 2, 1.2, 300, [], { source: "transfer" }),
        bundle("Music and chat", 0, 0, 400, [], { uncapped: true, octetsUsed: 14.3e9, state: "active" }),
      ],
    }),
  uncapped: () =>
    account({
      bundles: [bundle("Home uncapped", 0, 0, 400, [], { uncapped: true, octetsUsed: 214e9, state: "active" })],
    }),
  fairUse: () =>
    account({
      bundles: [bundle("Home uncapped", 0, 0, 400, [], { uncapped: true, octetsUsed: 614e9, state: "active" })],
      service: { level: "throttled", rate: rate(4), reason: "fair-use", since: at(-hour) },
    }),
  nightOnly: () =>
    account({
      bundles: [
        bundle("Nights 20 GB", 20, 12.5, 200, [], {
          window: { weekdays: [1, 2, 3, 4, 5, 6, 7], from: soon(2), to: soon(6) },
        }),
      ],
      service: { level: "walled-garden", rate: null, reason: "bundle-outside-window", since: at(-hour) },
      online: null,
    }),
  inPool: () =>
    account({
      inPool: true,
      service: { level: "full", rate: rate(20), reason: "in-shared-bundle", since: at(-hour) },
    }),
  payPerUse: () =>
    account({
      outOfBundle: { planId: "pln_tariff", payer: "wallet", limit: zar(5_000), used: zar(1_245) },
      service: { level: "full", rate: rate(20), reason: "out-of-bundle", since: at(-hour) },
    }),
  /** Invoiced, and in time. */
  billed: () => account({ bundles: [bundle("Line 20", 500, 320, 400)] }),
  limited: () =>
    account({
      available: zar(60_000),
      restrictedByDunning: "walled-garden",
      service: { level: "walled-garden", rate: null, reason: "unpaid", since: at(-hour) },
      online: null,
    }),
  stopped: () =>
    account({
      restrictedByStaff: "suspended",
      service: { level: "blocked", rate: null, reason: "suspended", since: at(-hour) },
      online: null,
    }),
  notConnected: () => account({ bundles: [bundle("Weekend 5 GB", 5, 3.24, 31)], online: null }),
};
export type Situation = keyof typeof accounts;

const plan = (
  name: string,
  cents: number,
  gb: number,
  days: number,
  mbits: number,
  throttled?: number,
  more: Record<string, unknown> = {},
) => ({
  planId: `pln_${name.replaceAll(" ", "_")}`,
  name,
  price: zar(cents),
  octets: gb * 1e9,
  validitySeconds: days * 86_400,
  rate: rate(mbits),
  afterExhaustion: throttled ? "throttle" : "walled-garden",
  throttledRate: throttled ? { downBitsPerSecond: throttled, upBitsPerSecond: throttled / 2 } : null,
  allowances: [{ name: "data", octets: gb * 1e9, window: null }],
  fairUse: [],
  rollovers: days > 7 ? 1 : 0,
  promotional: false,
  addOn: false,
  members: 0,
  ...more,
});
export const plans = [
  plan("Day 1 GB", 1_000, 1, 1, 10),
  plan("Weekend 5 GB", 4_900, 5, 3, 20),
  plan("Week 15 GB", 9_900, 15, 7, 20),
  plan("Monthly 100 GB", 39_900, 100, 30, 50, 2_000_000),
];
/** What more elaborate operators sell. */
export const plansOfAllKinds = [
  ...plans,
  plan("Family 50 GB", 29_900, 150, 30, 50, undefined, {
    members: 4,
    allowances: [
      { name: "any time", octets: 50e9, window: null },
      { name: "nights", octets: 100e9, window: { weekdays: [1, 2, 3, 4, 5, 6, 7], from: "23:00", to: "05:00" } },
    ],
  }),
  plan("Home uncapped", 59_900, 0, 30, 50, undefined, {
    allowances: [{ name: "data", octets: null, window: null }],
    fairUse: [{ afterOctets: 600e9, rate: rate(4) }],
    rollovers: 0,
  }),
  plan("Extra 10 GB", 4_900, 10, 30, 20, undefined, { addOn: true }),
];
export const tariffs = [
  { planId: "pln_tariff", name: "Pay per use", unitOctets: 1e6, unitPrice: zar(15), rate: rate(20) },
];
export const sharing = {
  members: [
    { memberId: "cus_2", phoneEnding: "4321", limitOctets: 5e9, octetsUsed: 1.2e9 },
    { memberId: "cus_3", phoneEnding: "0088", limitOctets: null, octetsUsed: 340e6 },
    { memberId: "cus_4", phoneEnding: null, limitOctets: 1e9, octetsUsed: 0 },
  ],
  pool: null,
};

const session = (
  id: number,
  hoursAgo: number,
  hoursLong: number | null,
  mb: number,
  deductions: unknown[],
  octetsFree = 0,
  more: Record<string, unknown> = {},
) => ({
  sessionId: `ses_${id}`,
  startedAt: at(-hoursAgo * hour),
  lastReportAt: hoursLong === null ? at(0) : at((hoursLong - hoursAgo) * hour),
  endedAt: hoursLong === null ? null : at((hoursLong - hoursAgo) * hour),
  octetsDown: mb * 0.9e6,
  octetsUp: mb * 0.1e6,
  octetsFree,
  octetsShared: 0,
  octetsOutOfBundle: 0,
  outOfBundleCost: zar(0),
  deductions,
  ...more,
});
const paid = (bundleName: string, mb: number, why = "earliest-expiry") => ({
  bundleId: `bun_${bundleName}`,
  bundleName,
  octets: mb * 1e6,
  why,
});
export const usage = () => ({
  sessions: [
    session(6, 3, null, 340, [paid("Weekend 5 GB", 340)]),
    session(5, 26, 4, 1_230, [paid("Day 1 GB", 900), paid("Weekend 5 GB", 330, "earlier-bundle-used-up")]),
    session(4, 49, 2, 89, [paid("Weekend 5 GB", 89)]),
    session(3, 75, 1.5, 12, [], 12e6),
    session(7, 90, 2, 500, [
      paid("Night data", 300, "plan-order"),
      paid("Bonus", 200, "earlier-bundle-outside-window"),
    ]),
    session(8, 99, 2, 250, [], 0, { octetsShared: 250e6 }),
    session(9, 110, 2, 80, [], 0, { octetsOutOfBundle: 80e6, outOfBundleCost: zar(1_200) }),
    session(2, 200, 9, 4_310, [paid("Week 15 GB", 4_310)]),
    session(1, 224, 6, 2_870, [paid("Week 15 GB", 2_870)]),
  ],
  nextCursor: null,
});

const row = (id: number, hoursAgo: number, kind: string, description: string, cents: number, after: number) => ({
  entryId: `ent_${id}`,
  at: at(-hoursAgo * hour),
  kind,
  description,
  amount: zar(cents),
  availableAfter: zar(after),
  reference: `pay_019a00000000000000000000${id}`,
});
export const statement = () => ({
  rows: [
    row(14, 48, "bundle", "Weekend 5 GB", -4_900, 2_900),
    row(13, 48, "top-up", "Top-up", 4_900, 7_800),
    row(15, 60, "transfer", "", -1_000, 2_900),
    row(16, 70, "transfer", "", 2_000, 3_900),
    row(17, 80, "voucher", "", 5_000, 1_900),
    row(18, 90, "out-of-bundle", "Pay per use", -1_200, 2_900),
    row(12, 200, "bundle", "Week 15 GB", -9_900, 2_900),
    row(11, 201, "top-up", "Top-up", 10_000, 12_800),
    row(10, 700, "bundle", "Monthly 100 GB", -39_900, 2_800),
  ],
  nextCursor: null,
});

export const payment = (status: string, more: Record<string, unknown> = {}) => ({
  paymentId: "pay_019a0000000000000000000077",
  amount: zar(4_900),
  planId: "pln_Weekend_5_GB",
  invoiceId: null,
  status,
  redirectUrl: "https://checkout.example/1",
  reason: null,
  createdAt: at(-60_000),
  settledAt: null,
  ...more,
});
