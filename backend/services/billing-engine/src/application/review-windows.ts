import { ok, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { AccountChanges } from "#application/accounts";
import { decideExpireBundles } from "#domain/expire-bundles";
import { edgesBetween, type UsageWindow } from "#domain/usage-window";

export type WindowInUse = { readonly text: string; readonly window: UsageWindow; readonly zone: string };
export type WindowsInUse = {
  /** The windows of bundles that are active now, each once. */
  all(): Promise<readonly WindowInUse[]>;
  /** Customers with an active bundle of this window, in the order of their ids. */
  customers(page: {
    readonly window: WindowInUse;
    readonly after: string;
    readonly limit: number;
  }): Promise<readonly string[]>;
};
export type ReviewWindowsUseCase = () => Promise<number>;

/**
 * When a window opens or closes, the service of everybody with such a bundle is decided anew: night data begins at its hour without
 * anybody using anything. The first look after a start reviews all of them, so that no edge is missed. How many services changed.
 */
export function reviewWindowsWith(ports: {
  change: AccountChanges;
  windows: WindowsInUse;
  clock: Clock;
  failed: (customerId: string, error: unknown) => void;
  accountsAtOnce?: number;
}): ReviewWindowsUseCase {
  const { change, windows, clock, failed, accountsAtOnce = 500 } = ports;
  let reviewedTo: Date | undefined;

  async function reviewed(customerId: string): Promise<number> {
    try {
      const result = await change<{ readonly kind: "account-not-open-yet" }>({
        customerId,
        key: (events) => `window:${customerId}:${events[0]?.at.getTime() ?? 0}`,
        decide: (account) =>
          account ? ok(decideExpireBundles(account, clock())) : refuse({ kind: "account-not-open-yet" }),
      });
      return result.ok && result.value.events.length > 0 ? 1 : 0;
    } catch (error) {
      failed(customerId, error);
      return 0;
    }
  }

  return async () => {
    const to = clock();
    const from = reviewedTo;
    let changed = 0;
    for (const window of await windows.all()) {
      if (from && !passedAnEdge(window, from, to)) continue;
      for (let after = ""; ; ) {
        const customers = await windows.customers({ window, after, limit: accountsAtOnce });
        for (const count of await Promise.all(customers.map(reviewed))) changed += count;
        if (customers.length < accountsAtOnce) break;
        after = customers.at(-1)!;
      }
    }
    reviewedTo = to;
    return changed;
  };
}

/** Of both ends, the later one belongs to the interval. */
const passedAnEdge = ({ window, zone }: WindowInUse, from: Date, to: Date): boolean =>
  to > from && edgesBetween([window], from, new Date(to.getTime() + 1), zone).length > 0;
