/** What the gateway would answer, for one person in each of the situations that a screen has to draw. */
const hour = 3_600_000;
const at = (msFromNow: number) => new Date(Date.now() + msFromNow).toISOString();
const zar = (minorUnits: number) => ({ minorUnits, currency: "ZAR" });
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

const bundle = (name: string, gb: number, left: number, hoursLeft: number, noticesPercent: number[] = []) => ({
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
});

const account = (more: Record<string, unknown>) => ({
  accountId: "acc_1",
  available: zar(2_900),
  held: zar(0),
  bundles: [] as unknown[],
  service: { level: "full", rate: rate(20), reason: "in-bundle", since: at(-48 * hour) },
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
  notConnected: () => account({ bundles: [bundle("Weekend 5 GB", 5, 3.24, 31)], online: null }),
};
export type Situation = keyof typeof accounts;

const plan = (name: string, cents: number, gb: number, days: number, mbits: number, throttled?: number) => ({
  planId: `pln_${name.replaceAll(" ", "_")}`,
  name,
  price: zar(cents),
  octets: gb * 1e9,
  validitySeconds: days * 86_400,
  rate: rate(mbits),
  afterExhaustion: throttled ? "throttle" : "walled-garden",
  throttledRate: throttled ? { downBitsPerSecond: throttled, upBitsPerSecond: throttled / 2 } : null,
});
export const plans = [
  plan("Day 1 GB", 1_000, 1, 1, 10),
  plan("Weekend 5 GB", 4_900, 5, 3, 20),
  plan("Week 15 GB", 9_900, 15, 7, 20),
  plan("Monthly 100 GB", 39_900, 100, 30, 50, 2_000_000),
];

const session = (
  id: number,
  hoursAgo: number,
  hoursLong: number | null,
  mb: number,
  deductions: unknown[],
  octetsFree = 0,
) => ({
  sessionId: `ses_${id}`,
  startedAt: at(-hoursAgo * hour),
  lastReportAt: hoursLong === null ? at(0) : at((hoursLong - hoursAgo) * hour),
  endedAt: hoursLong === null ? null : at((hoursLong - hoursAgo) * hour),
  octetsDown: mb * 0.9e6,
  octetsUp: mb * 0.1e6,
  octetsFree,
  deductions,
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
  status,
  redirectUrl: "https://checkout.example/1",
  reason: null,
  createdAt: at(-60_000),
  settledAt: null,
  ...more,
});
