import type { Admission, AdmissionRequest } from "#application/log-in";
import { plainStation } from "#domain/policy/entitlement";

export type AdmissionOutcome = Admission & {
  /** Pools that had nothing prepared. */
  readonly emptyPools: readonly string[];
  /** Sessions that have to leave for the new one. */
  readonly leave: readonly string[];
};

export type AdmissionStore = {
  /** In one transaction, in an order that keeps processes out of each other's way; the answers are in the order of the requests. */
  admit(requests: readonly ClaimedRequest[]): Promise<readonly AdmissionOutcome[]>;
  /** Prepares so many addresses of a pool; how many there were. */
  prepare(pool: string, many: number): Promise<number>;
};

export type ClaimedRequest = AdmissionRequest & { readonly claimId: string; readonly station: string | undefined };

/**
 * Admits logins that have to be counted or need an address. Those that come in while a batch is at the store are the next one. When the store
 * does not answer in time, memory decides (`withoutStore`): nobody is kept offline by a database.
 */
export function admitLoginsWith(deps: {
  store: AdmissionStore;
  newClaimId: () => string;
  withoutStore: (request: ClaimedRequest) => Admission;
  leave: (sessionIds: readonly string[]) => void;
  poolEmpty: (pool: string) => void;
  failed: (error: unknown) => void;
  pause: (ms: number) => Promise<void>;
  patienceMs: number;
  prepared: number;
}): (request: AdmissionRequest) => Promise<Admission> {
  type Waiting = { request: ClaimedRequest; settle: (admission: Admission) => void };
  let queue: Waiting[] = [];
  let running: Promise<void> | undefined;
  let failing = false;

  async function run(): Promise<void> {
    await deps.pause(0);
    while (queue.length > 0) {
      const batch = queue.splice(0, mostInBatch);
      await admitBatch(batch);
    }
    running = undefined;
  }

  async function admitBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const again: Waiting[] = [];
      const outcomes = await deps.store.admit(batch.map(({ request }) => request));
      failing = false;
      for (const [index, waiting] of batch.entries()) {
        const outcome = outcomes[index]!;
        if (outcome.emptyPools.length > 0) again.push(waiting);
        else settle(waiting, outcome);
      }
      if (again.length === 0) return;
      const empty = new Set(outcomes.flatMap(({ emptyPools }) => emptyPools));
      for (const pool of empty) await deps.store.prepare(pool, deps.prepared);
      // A second look, after which an empty pool is empty.
      const second = await deps.store.admit(again.map(({ request }) => request));
      for (const [index, waiting] of again.entries()) settle(waiting, second[index]!);
      for (const { emptyPools } of second) for (const pool of emptyPools) deps.poolEmpty(pool);
    } catch (error) {
      if (!failing) deps.failed(error);
      failing = true;
      for (const { request, settle: answer } of batch) answer(deps.withoutStore(request));
    }
  }

  function settle({ settle: answer }: Waiting, outcome: AdmissionOutcome): void {
    if (outcome.leave.length > 0) deps.leave(outcome.leave);
    answer(outcome);
  }

  return (request) => {
    const claimed: ClaimedRequest = {
      ...request,
      claimId: deps.newClaimId(),
      station: request.callingStationId === undefined ? undefined : plainStation(request.callingStationId),
    };
    return new Promise((resolve) => {
      let settled = false;
      const settle = (admission: Admission): void => {
        if (settled) return;
        settled = true;
        resolve(admission);
      };
      queue.push({ request: claimed, settle });
      running ??= run();
      void deps.pause(deps.patienceMs).then(() => {
        if (!settled) settle(deps.withoutStore(claimed));
      });
    });
  };
}

const mostInBatch = 200;
