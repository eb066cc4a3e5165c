import { z } from "zod";
import { Instant, Money, Text } from "#transport/schemas/common";

export const PaymentRequest = z
  .object({
    amount: Money.refine((amount) => amount.minorUnits > 0, {
      message: "The amount must be more than zero",
      path: ["minorUnits"],
    }),
    planId: Text(100).optional().meta({ description: "The bundle to activate when the money is there" }),
  })
  .meta({ id: "PaymentRequest" });

export const Payment = z
  .object({
    paymentId: z.string(),
    amount: Money,
    planId: z.string().nullable(),
    status: z.enum(["created", "pending", "succeeded", "failed", "expired", "under-review"]),
    redirectUrl: z.string().nullable(),
    reason: z.string().nullable(),
    createdAt: Instant,
    settledAt: Instant.nullable(),
  })
  .meta({ id: "Payment" });

export const Payments = z
  .object({ payments: z.array(Payment), nextCursor: z.string().nullable() })
  .meta({ id: "Payments" });
