import type { Currency } from "@beacom/money";
import type { ProposeChangeRequest } from "@beacom/proto/billing/v1/approvals";
import type { ChangeRequest } from "#application/approvals/describe-change";
import { amountAsked, idAsked, oneOf } from "#transport/asked";
import { refusedAs } from "#transport/refusals";

/** What is asked for. What is at stake is not among it: that is worked out from the books. */
export function changeAsked({ change }: Pick<ProposeChangeRequest, "change">, currency: Currency): ChangeRequest {
  switch (change.case) {
    case "adjustWallet": {
      const { customerId, amount } = change.value;
      return { kind: "adjust-wallet", customerId: idAsked(customerId), amountCents: amountAsked(amount, currency) };
    }
    case "reverseAdjustment":
      return { kind: "reverse-adjustment", adjustmentId: idAsked(change.value) };
    case "giveData": {
      const { customerId, planId } = change.value;
      return { kind: "give-data", customerId: idAsked(customerId), planId };
    }
    case "writeOff": {
      const { customerId, invoiceId, amount } = change.value;
      const amountCents = amountAsked(amount, currency);
      if (amountCents <= 0n) throw refusedAs("amount-not-positive");
      return { kind: "write-off", customerId: idAsked(customerId), invoiceId: idAsked(invoiceId), amountCents };
    }
    case "voidVouchers": {
      const { batchId, ranges, reason } = change.value;
      return {
        kind: "void-vouchers",
        batchId: idAsked(batchId),
        ranges: ranges.map(({ first, last }) => ({ first, last })),
        reason: oneOf(["lost", "stolen", "damaged", "misprinted", "leaked"], reason, "reason-unknown"),
      };
    }
    case "setCreditLimit": {
      const { resellerId, creditLimit } = change.value;
      const creditLimitCents = amountAsked(creditLimit, currency);
      if (creditLimitCents < 0n) throw refusedAs("credit-limit-negative");
      return { kind: "set-credit-limit", resellerId: idAsked(resellerId), creditLimitCents };
    }
    default:
      throw refusedAs("change-missing");
  }
}
