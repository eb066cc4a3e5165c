import { imbalances } from "#domain/ledger";
import type { ResellerEvent } from "#domain/resellers/reseller-event";

/** Checks a reseller's history with arithmetic of its own: what the float is, and that nothing was sold beyond float and credit. */
export function resellerAuditOf(resellerId: string): { readonly see: (event: ResellerEvent) => string[] } {
  let floatCents = 0n;
  let creditLimitCents = 0n;
  const payments = new Set<string>();
  const sales = new Set<string>();
  return {
    see(event) {
      const problems: string[] = [];
      if (event.type === "CreditLimitSet") {
        creditLimitCents = event.creditLimitCents;
        if (floatCents < -creditLimitCents) problems.push("the credit limit is below what was owed");
      }
      if (!("entries" in event)) return problems.map((problem) => `${resellerId}: ${problem}`);
      for (const entry of event.entries) if (entry.account === "reseller-float") floatCents -= entry.amountCents;
      for (const { cents, currency } of imbalances(event.entries))
        problems.push(`${event.type}: the entries are out by ${cents} ${currency} cents`);
      if (event.floatAfterCents !== floatCents) problems.push(`${event.type}: the float is not what its entries say`);
      if (event.type === "ResellerSold") {
        if (floatCents < -creditLimitCents) problems.push(`${event.saleKey} was sold beyond float and credit`);
        if (event.commissionCents < 0n || event.commissionCents > event.priceCents)
          problems.push(`${event.saleKey}: the commission is more than the price`);
        if (sales.has(event.saleKey)) problems.push(`${event.saleKey} was sold twice`);
        sales.add(event.saleKey);
      }
      if (event.type === "FloatPaidIn") {
        if (payments.has(event.reference)) problems.push(`${event.reference} was paid in twice`);
        payments.add(event.reference);
      }
      if (event.type === "FloatPaymentReturned" && !payments.has(event.reference))
        problems.push(`${event.reference} was returned and never paid in`);
      return problems.map((problem) => `${resellerId}: ${problem}`);
    },
  };
}
