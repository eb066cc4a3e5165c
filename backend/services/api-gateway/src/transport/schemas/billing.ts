import { z } from "zod";
import { Instant, Money, Octets, Rate, Text } from "#transport/schemas/common";

export const Plan = z
  .object({
    planId: z.string(),
    name: z.string(),
    price: Money,
    octets: Octets,
    validitySeconds: z.int().positive(),
    rate: Rate,
    afterExhaustion: z.enum(["throttle", "walled-garden", "disconnect"]),
    throttledRate: Rate.nullable(),
  })
  .meta({ id: "Plan" });
export const Plans = z.object({ plans: z.array(Plan) });

export const Bundle = z
  .object({
    bundleId: z.string(),
    planId: z.string(),
    name: z.string(),
    octetsGranted: Octets,
    octetsUsed: Octets,
    octetsRemaining: Octets,
    activatedAt: Instant,
    expiresAt: Instant,
    state: z.enum(["active", "used-up", "expired"]),
    rate: Rate.nullable(),
    noticesPercent: z.array(z.int()),
  })
  .meta({ id: "Bundle" });

export const Account = z
  .object({
    accountId: z.string(),
    available: Money,
    held: Money,
    bundles: z.array(Bundle),
    service: z.object({
      level: z.enum(["full", "throttled", "walled-garden", "blocked"]),
      rate: Rate.nullable(),
      reason: z.string().meta({ description: "in-bundle, no-bundle, bundle-used-up or bundle-expired" }),
      since: Instant.nullable(),
    }),
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
        deductions: z.array(
          z.object({ bundleId: z.string(), bundleName: z.string(), octets: Octets, why: z.string() }),
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
        kind: z.string(),
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
