import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { Accounts } from "#application/accounts";
import type { Account } from "#domain/account";
import type { AccountEvent, BundleExpired } from "#domain/account-event";
import type { Decision } from "#domain/decision";
import { decideExpireBundles } from "#domain/expire-bundles";

export type DueExpiries = {
  /** Customers with an active bundle whose time is up. */
  customersDue(at: Date, limit: number): Promise<readonly string[]>;
};
export type ExpireBundlesUseCase = () => Promise<number>;

const accountsAtOnce = 500;

/** Ends the bundles whose time is up and says how many there were. What is left undone by a crash is found by the next look. */
export const expireBundlesWith =
  ({ accounts, due, clock }: { accounts: Accounts; due: DueExpiries; clock: Clock }): ExpireBundlesUseCase =>
  async () => {
    for (let total = 0; ; ) {
      const customers = await due.customersDue(clock(), accountsAtOnce);
      const results = await Promise.all(
        customers.map((customerId) =>
          accounts.change({ customerId, key: keyOf, fresh: true, decide: (account) => expired(account, clock()) }),
        ),
      );
      const ended = results.flatMap((result) => (result.ok ? result.value.events.filter(isExpiry) : [])).length;
      total += ended;
      if (ended === 0 || customers.length < accountsAtOnce) return total;
    }
  };

function expired(account: Account | undefined, at: Date): Result<Decision, { kind: "account-not-open-yet" }> {
  return account ? ok(decideExpireBundles(account, at)) : refuse({ kind: "account-not-open-yet" });
}

const isExpiry = (event: AccountEvent): event is BundleExpired => event.type === "BundleExpired";

/** A bundle expires once. */
function keyOf(events: readonly AccountEvent[]): string {
  const expiry = events.find(isExpiry);
  if (!expiry) throw new Error("time changed an account without an expiry");
  return `expire:${expiry.bundleId}`;
}
