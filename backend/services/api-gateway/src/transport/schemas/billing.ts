import { z } from "zod";
import { Instant, Money, Octets, Rate, Text } from "#transport/schemas/common";

export const UsageWindow = z
  .object({
    weekdays: z.array(z.int().min(1).max(7)).meta({ description: "Monday is 1" }),
    from: z.string().meta({ description: "23:00, local time" }),
    to: z.string().meta({ description: "Past midnight if it is not later than `from`" }),
  })
  .meta({ id: "UsageWindow" });

export const Plan = z
  .object({
    planId: z.string(),
    name: z.string(),
    price: Money,
    octets: Octets.meta({ description: "Of all allowances together; 0 if one is uncapped" }),
    validitySeconds: z.int().positive(),
    rate: Rate,
    afterExhaustion: z.enum(["throttle", "walled-garden", "disconnect"]),
    throttledRate: Rate.nullable(),
    allowances: z.array(
      z.object({
        name: z.string(),
        octets: Octets.nullable().meta({ description: "null: uncapped" }),
        window: UsageWindow.nullable().meta({ description: "null: at any time" }),
      }),
    ),
    fairUse: z.array(z.object({ afterOctets: Octets, rate: Rate })),
    rollovers: z.int().nonnegative().meta({ description: "How often what is left is carried over" }),
    promotional: z.boolean().meta({ description: "Cannot be sent to somebody else" }),
    addOn: z.boolean().meta({ description: "Only beside another bundle" }),
    members: z.int().nonnegative().meta({ description: "With how many others it may be shared" }),
  })
  .meta({ id: "Plan" });
export const Plans = z.object({ plans: z.array(Plan) });

export const Tariffs = z
  .object({
    tariffs: z.array(
      z.object({ planId: z.string(), name: z.string(), unitOctets: Octets, unitPrice: Money, rate: Rate }),
    ),
  })
  .meta({ id: "Tariffs" });

export const Bundle = z
  .object({
    bundleId: z.string(),
    planId: z.string(),
    name: z.string(),
    octetsGranted: Octets,
    octetsUsed: Octets,
    octetsRemaining: Octets.meta({ description: "Says nothing of an uncapped one" }),
    octetsSent: Octets.meta({ description: "Sent to other customers" }),
    activatedAt: Instant,
    expiresAt: Instant,
    state: z.enum(["active", "used-up", "expired", "sent"]),
    rate: Rate.nullable(),
    noticesPercent: z.array(z.int()),
    uncapped: z.boolean(),
    window: UsageWindow.nullable(),
    rolledOver: z.int().nonnegative().meta({ description: "How often it was carried over" }),
    source: z.string().meta({ description: "wallet, payment, voucher, invoice, transfer or adjustment" }),
    shared: z.boolean().meta({ description: "It may be shared" }),
  })
  .meta({ id: "Bundle" });

const Restriction = z.enum(["walled-garden", "suspended", "terminated"]).nullable();

export const Account = z
  .object({
    accountId: z.string(),
    available: Money,
    held: Money,
    bundles: z.array(Bundle),
    service: z.object({
      level: z.enum(["full", "throttled", "walled-garden", "blocked"]),
      rate: Rate.nullable(),
      reason: z.string().meta({
        description:
          "in-bundle, in-shared-bundle, fair-use, out-of-bundle, no-bundle, bundle-used-up, bundle-expired, bundle-outside-window, unpaid, suspended or terminated",
      }),
      since: Instant.nullable(),
    }),
    outOfBundle: z
      .object({
        planId: z.string(),
        payer: z.string().meta({ description: "wallet or invoice" }),
        limit: Money.nullable().meta({ description: "null: as much as the wallet has" }),
        used: Money,
      })
      .nullable()
      .meta({ description: "null: use without a bundle is blocked" }),
    inPool: z.boolean().meta({ description: "Somebody else's bundles pay when this customer's own cannot" }),
    restrictedByDunning: Restriction,
    restrictedByStaff: Restriction,
    asOf: Instant,
    online: z
      .object({ sessionId: z.string(), since: Instant })
      .nullable()
      .optional()
      .meta({ description: "null: no session is open. Absent: not known at this moment" }),
  })
  .meta({ id: "Account" });

export const BundlePurchase = z.object({ planId: Text(100) }).meta({ id: "BundlePurchase" });
export const BundleBought = z.object({ bundle: Bundle, available: Money }).meta({ id: "BundleBought" });

export const Usage = z
  .object({
    sessions: z.array(
      z.object({
        sessionId: z.string(),
        startedAt: Instant,
        lastReportAt: Instant,
        endedAt: Instant.nullable(),
        octetsDown: Octets,
        octetsUp: Octets,
        octetsFree: Octets.meta({ description: "Used at reduced speed, paid by no bundle" }),
        octetsShared: Octets.meta({ description: "Paid by the bundles of whoever shares them" }),
        octetsOutOfBundle: Octets.meta({ description: "Paid by the tariff that was agreed to" }),
        outOfBundleCost: Money,
        deductions: z.array(
          z.object({
            bundleId: z.string(),
            bundleName: z.string(),
            octets: Octets,
            why: z.string().meta({
              description: "earliest-expiry, plan-order, earlier-bundle-used-up or earlier-bundle-outside-window",
            }),
          }),
        ),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: "Usage" });

export const Statement = z
  .object({
    rows: z.array(
      z.object({
        entryId: z.string(),
        at: Instant,
        kind: z.string().meta({
          description:
            "top-up, bundle, out-of-bundle, voucher, reseller, transfer, adjustment, reversal, refund, invoice, partner or purchase",
        }),
        description: z.string(),
        amount: Money,
        availableAfter: Money,
        reference: z.string(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: "Statement" });

export const NetworkCredential = z
  .object({ username: z.string(), password: z.string() })
  .meta({ id: "NetworkCredential" });
