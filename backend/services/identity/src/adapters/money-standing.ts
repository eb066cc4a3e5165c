import { BillingService } from "@beacom/proto/billing/v1/billing";
import { PostpaidService } from "@beacom/proto/billing/v1/postpaid";
import type { Peers } from "@beacom/runtime";
import { Code, ConnectError } from "@connectrpc/connect";
import type { MoneyStanding } from "#domain/privacy/erasure";

/** As billing-engine has it at this moment. Whoever has no account there owes nothing and has nothing. */
export function moneyStandingFrom(peers: Peers): (customerId: string) => Promise<MoneyStanding> {
  const billing = peers.client(BillingService);
  const postpaid = peers.client(PostpaidService);
  return async (customerId) => {
    const [account, agreement] = await Promise.all([
      known(billing.getAccount({ customerId })),
      known(postpaid.getBilling({ customerId })),
    ]);
    const cents = (money: { minorUnits: bigint } | undefined) => money?.minorUnits ?? 0n;
    const unbilled = account?.outOfBundle?.payer === "invoice" ? cents(account.outOfBundle.used) : 0n;
    return {
      owedCents: cents(agreement?.receivable) + unbilled,
      heldCents: cents(account?.available) + cents(account?.held) + cents(agreement?.credit),
    };
  };
}

async function known<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ConnectError && error.code === Code.NotFound) return undefined;
    throw error;
  }
}
