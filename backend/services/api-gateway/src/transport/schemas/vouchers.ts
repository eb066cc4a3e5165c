import { z } from "zod";
import { Money, Text } from "#transport/schemas/common";

export const VoucherToRedeem = z
  .object({
    code: Text(60).trim().min(1).meta({ description: "As it is printed; spaces and small letters do not matter" }),
  })
  .meta({ id: "VoucherToRedeem" });

export const VoucherRedeemed = z
  .object({
    worth: Money,
    available: Money,
    planId: z.string().nullable().meta({ description: "null: it was for an amount of money" }),
    planActivated: z.boolean().meta({ description: "If not, the value of the plan is in the wallet" }),
    repeated: z.boolean().meta({ description: "This customer redeemed it before: nothing was added now" }),
  })
  .meta({ id: "VoucherRedeemed" });
