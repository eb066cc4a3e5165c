import type { Assigned } from "#domain/policy/granted-attributes";
import type { AdmissionRequest } from "#application/log-in";

export type HeldAddress = { readonly pool: string; readonly address: string };

export type StockStore = {
  pools(): Promise<readonly { name: string; units: bigint }[]>;
  /** Sets addresses aside for this process, until it has so many of the pool; all that it has now. */
  hold(pool: string, many: number): Promise<readonly HeldAddress[]>;
  /** They have been given to these customers meanwhile. */
  adopt(given: readonly (HeldAddress & { customerId: string })[]): Promise<void>;
  /** Gives back what was set aside and not given out. */
  release(): Promise<void>;
};

/**
 * Addresses for times without the store: what a customer had last, else one of a few that were set aside for this process alone, so that
 * nobody else gives them out. What was given is written down as soon as the store is back.
 */
export type AddressStock = {
  remember(request: AdmissionRequest, assigned: Assigned): void;
  take(request: AdmissionRequest): Assigned;
  refill(): Promise<void>;
  close(): Promise<void>;
};

const mostRemembered = 200_000;
/** One address in so many is set aside at most. */
const smallestShare = 64n;

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

  async function writeDown(): Promise<void> {
    const adopting = given;
    given = [];
    try {
      if (adopting.length > 0) await deps.store.adopt(adopting);
    } catch (error) {
      given = adopting.concat(given);
      throw error;
    }
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
      await writeDown();
      for (const { name: pool, units } of await deps.store.pools()) {
        // Of a small pool none: what is set aside is missing for everybody else.
        const now = await deps.store.hold(pool, Math.min(deps.perPool, Number(units / smallestShare)));
        // What was given out while this was asked is no longer there to give.
        const gone = new Set(given.filter((one) => one.pool === pool).map(({ address }) => address));
        held.set(
          pool,
          now.map(({ address }) => address).filter((address) => !gone.has(address)),
        );
      }
    },
    async close() {
      await writeDown();
      held.clear();
      await deps.store.release();
    },
  };
}
