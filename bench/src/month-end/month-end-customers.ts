import type { BillingUseCases } from "@beacom/billing-engine";
import { valueOf } from "@beacom/result";
import { customerOf } from "#ledger/billing";

const together = 1_000;

/** Customers with a subscription in advance and one in arrears, a telephone bill and, every tenth, money left over from a payment. */
export async function subscribedCustomers({ postpaid }: BillingUseCases, many: number): Promise<void> {
  const subscribe = async (n: number) => {
    const customerId = customerOf(n);
    const recipient = { name: `Customer ${n}`, addressLines: [`${n} Long Street`, "Cape Town"], vatNumber: null };
    const terms = { cycle: { months: 1, day: 1 }, termsDays: 7, segment: "home" };
    valueOf(await postpaid.open({ customerId, ...terms, recipient }));
    const fibre = termsOf("Fibre 50", 690_00n);
    const lines = termsOf("Telephone line", 115_00n);
    const subscribed = (subscriptionId: string, billing: "in-advance" | "in-arrears", what: typeof fibre) =>
      postpaid.subscribe({ customerId, idempotencyKey: subscriptionId, subscriptionId, billing, terms: what });
    valueOf(await subscribed("fibre", "in-advance", fibre));
    valueOf(await subscribed("line", "in-arrears", lines));
    const usage = { chargeId: "calls", description: "Calls", amountCents: BigInt(n % 5_000) + 1n };
    valueOf(await postpaid.chargeUsageInArrears({ customerId, idempotencyKey: "calls", ...usage, vat: "standard" }));
    if (n % 10 > 0) return;
    const paid = { paymentId: `eft_${n}`, source: "bank" as const, reference: `eft ${n}`, amountCents: 1_000_00n };
    valueOf(await postpaid.receivePayment({ customerId, ...paid, currency: "ZAR" }));
  };
  for (let first = 0; first < many; first += together)
    await Promise.all(Array.from({ length: Math.min(together, many - first) }, (_, n) => subscribe(first + n)));
}

const termsOf = (name: string, priceCents: bigint) => ({
  planId: name,
  planVersion: 1,
  name,
  priceCents,
  quantity: 1,
  vat: "standard" as const,
});
