import { z } from "zod";
import { AmountToMove, Instant, Money, Text } from "#transport/schemas/common";

export const PaymentRequest = z
  .object({
    amount: AmountToMove,
    planId: Text(100).optional().meta({ description: "The bundle to activate when the money is there" }),
    invoiceId: Text(100).optional().meta({ description: "The invoice that it pays; not together with a bundle" }),
  })
  .refine(({ planId, invoiceId }) => planId === undefined || invoiceId === undefined, {
    message: "A payment is for a bundle or for an invoice",
    path: ["invoiceId"],
  })
  .meta({ id: "PaymentRequest" });

export const Payment = z
  .object({
    paymentId: z.string(),
    amount: Money,
    planId: z.string().nullable(),
    invoiceId: z.string().nullable(),
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
