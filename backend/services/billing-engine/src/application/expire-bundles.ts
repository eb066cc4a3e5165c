import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { AccountChanges } from "#application/accounts";
import type { Account } from "#domain/account";
import type { AccountEvent } from "#domain/account-event";
import type { Decision } from "#domain/decision";
import { decideExpireBundles } from "#domain/expire-bundles";

export type DueExpiries = {
  /** Customers with an active bundle whose time is up, but for these. */
  customersDue(page: {
    readonly at: Date;
    readonly limit: number;
    readonly except: readonly string[];
  }): Promise<readonly string[]>;
};
export type ExpireBundlesUseCase = () => Promise<number>;

const failedRestMs = 60_000;

/**
 * Ends the bundles whose time is up and says how many there were. What is left undone by a crash is found by the next look.
 *
 * An account that fails rests for a minute, and one with nothing to end until the next look: neither keeps others waiting behind it.
 */
export function expireBundlesWith(ports: {
  change: AccountChanges;
  due: DueExpiries;
  clock: Clock;
  /** Told of each account that failed. What it throws, a fault that is not the account's, ends the look. */
  failed: (customerId: string, error: unknown) => void;
  accountsAtOnce?: number;
}): ExpireBundlesUseCase {
  const { change, due, clock, failed, accountsAtOnce = 500 } = ports;
  const resting = new Map<string, Date>();

  async function ended(customerId: string): Promise<number> {
    try {
      const decide = (account: Account | undefined) => expired(account, clock());
      const result = await change({
        customerId,
        key: (events) => `${customerId}:${keyOf(events)}`,
        fresh: true,
        decide,
      });
      return result.ok ? result.value.events.filter(isEnding).length : 0;
    } catch (error) {
      failed(customerId, error);
      resting.set(customerId, clock());
      return 0;
    }
  }

  return async () => {
    for (const [customerId, since] of resting)
      if (Math.abs(clock().getTime() - since.getTime()) >= failedRestMs) resting.delete(customerId);
    const seen = new Set(resting.keys());
    for (let total = 0; ; ) {
      const customers = await due.customersDue({ at: clock(), limit: accountsAtOnce, except: [...seen] });
      const counts = await Promise.all(customers.map(ended));
      for (const [index, customerId] of customers.entries()) if (counts[index] === 0) seen.add(customerId);
      total += counts.reduce((sum, count) => sum + count, 0);
      if (customers.length < accountsAtOnce) return total;
    }
  };
}

function expired(account: Account | undefined, at: Date): Result<Decision, { kind: "account-not-open-yet" }> {
  return account ? ok(decideExpireBundles(account, at)) : refuse({ kind: "account-not-open-yet" });
}

const isEnding = ({ type }: AccountEvent): boolean => type !== "ServiceStateChanged" && type !== "SharedTermsChanged";

/** What time alone brings about happens once: each has a key of its own. */
function keyOf(events: readonly AccountEvent[]): string {
  const [first] = events;
  switch (first?.type) {
    case "BundleExpired":
      return `expire:${first.bundleId}`;
    case "BundleRolledOver":
      return `roll-over:${first.bundleId}:${first.expiresAt.getTime()}`;
    case "HoldReleased":
      return `release:${first.holdId}`;
    case "DataReservationEnded":
      return `release:${first.reservationId}`;
    case "ServiceStateChanged":
      return `service:${first.service.version}:${first.at.getTime()}`;
    case "SharedTermsChanged":
      return `shared:${first.version}:${first.at.getTime()}`;
    default:
      throw new Error(`${first?.type} is not brought about by time`);
  }
}
