import type { Assigned } from "#domain/policy/granted-attributes";
import type { AdmissionRequest } from "#application/log-in";
import { plainStation } from "#domain/policy/entitlement";

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
 * Addresses for times without the store: what a customer's device had last, else one of a few that were set aside for this process alone, so that
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
  // By device: a customer's second one must not come online with the address of the first.
  const keyOf = ({ customerId, callingStationId }: AdmissionRequest, pool: string): string =>
    `${pool} ${customerId} ${callingStationId === undefined ? "" : plainStation(callingStationId)}`;

  function takeFrom(request: AdmissionRequest, pool: string | undefined): string | undefined {
    if (pool === undefined) return undefined;
    const known = remembered.get(keyOf(request, pool));
    if (known !== undefined) return known;
    const address = held.get(pool)?.shift();
    if (address === undefined) return undefined;
    given.push({ pool, address, customerId: request.customerId });
    remembered.set(keyOf(request, pool), address);
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
    remember(request, assigned) {
      if (remembered.size > mostRemembered) remembered = new Map();
      for (const what of ["address", "prefix", "delegated"] as const) {
        const pool = request.pools[what];
        const address = assigned[what];
        if (pool !== undefined && address !== undefined) remembered.set(keyOf(request, pool), address);
      }
    },
    take(request) {
      const { pools } = request;
      const address = takeFrom(request, pools.address);
      const prefix = takeFrom(request, pools.prefix);
      const delegated = takeFrom(request, pools.delegated);
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
