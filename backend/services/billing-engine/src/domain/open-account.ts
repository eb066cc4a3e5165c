import type { Currency } from "@beacom/money";
import type { Account } from "#domain/account";
import { concluded, type Decision, decisionAfter, unchanged } from "#domain/decision";

export type OpenAccount = { readonly customerId: string; readonly currency: Currency; readonly at: Date };

/**
 * Opens the account unless it is open. A payment or a usage report may arrive before the news of the customer (they come from
 * different services), so every command that can be first begins with this.
 */
export function decideOpenAccount(account: Account | undefined, { customerId, currency, at }: OpenAccount): Decision {
  if (account) return unchanged(account);
  const accountId = accountIdOf(customerId);
  return concluded(decisionAfter(undefined, [{ type: "AccountOpened", accountId, customerId, currency, at }]), at);
}

/** The same time-ordered number under another prefix: opening twice, anywhere, gives the same id. */
export const accountIdOf = (customerId: string): string => `acc_${customerId.slice(customerId.indexOf("_") + 1)}`;
