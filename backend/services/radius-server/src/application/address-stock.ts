import type { Assigned } from "#domain/policy/granted-attributes";
import type { AdmissionRequest } from "#application/log-in";

export type HeldAddress = { readonly pool: string; readonly address: string };

export type StockStore = {
  pools(): Promise<readonly string[]>;
  /** Sets addresses aside for this process, until it has so many of the pool; all that it has now. */
  hold(pool: string, many: number): Promise<readonly HeldAddress[]>;
  /** They have been given to these customers meanwhile. */
  adopt(given: readonly (HeldAddress & { customerId: string })[]): Promise<void>;
};

/**
 * Addresses for times without the store: what a customer had last, else one of a few that were set aside for this process alone, so that
 * nobody else gives them out. What was given is written down as soon as the store is back.
 */
export type AddressStock = {
  remember(request: AdmissionRequest, assigned: Assigned): void;
  take(request: AdmissionRequest): Assigned;
  refill(): Promise<void>;
};

const mostRemembered = 200_000;

export function openAddressStock(deps: { store: StockStore; perPool: number }): AddressStock {
  let remembered = new Map<string, string>();
  const held = new Map<string, string[]>();
  let given: (HeldAddress & { customerId: string })[] = [];
  const keyOf = (customerId: string, pool: string): string => `${pool} ${customerId}`;

  function takeFrom(customerId: string, pool: string | undefined): string | undefined {
    if (pool === undefined) return undefined;
    const known = remembered.get(keyOf(customerId, pool));
    if (known !== undefined) return known;
    const address = held.get(pool)?.shift();
    if (address === undefined) return undefined;
    given.push({ pool, address, customerId });
    remembered.set(keyOf(customerId, pool), address);
    return address;
  }

  return {
    remember({ customerId, pools }, assigned) {
      if (remembered.size > mostRemembered) remembered = new Map();
      for (const what of ["address", "prefix", "delegated"] as const) {
        const pool = pools[what];
        const address = assigned[what];
        if (pool !== undefined && address !== undefined) remembered.set(keyOf(customerId, pool), address);
      }
    },
    take({ customerId, pools }) {
      const address = takeFrom(customerId, pools.address);
      const prefix = takeFrom(customerId, pools.prefix);
      const delegated = takeFrom(customerId, pools.delegated);
      return {
        ...(address !== undefined && { address }),
        ...(prefix !== undefined && { prefix }),
        ...(delegated !== undefined && { delegated }),
      };
    },
    async refill() {
      const adopting = given;
      given = [];
      try {
        if (adopting.length > 0) await deps.store.adopt(adopting);
      } catch (error) {
        given = adopting.concat(given);
        throw error;
      }
      for (const pool of await deps.store.pools()) {
        const now = await deps.store.hold(pool, deps.perPool);
        // What was given out while this was asked is no longer there to give.
        const gone = new Set(given.filter((one) => one.pool === pool).map(({ address }) => address));
        held.set(
          pool,
          now.map(({ address }) => address).filter((address) => !gone.has(address)),
        );
      }
    },
  };
}
