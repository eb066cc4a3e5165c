import type { accountJson } from "#application/from-proto";

export type AccountView = ReturnType<typeof accountJson> & { online?: { sessionId: string; since: string } | null };
export type LiveEvent = { id: string; event: "account" | "payment" | "notice"; data: unknown };

export type LiveView = {
  /** The account as it is now; undefined until billing has opened it. */
  accountOf(customerId: string, signal?: AbortSignal): Promise<AccountView | undefined>;
  /** Something about the account changed: everybody who watches gets it as it is now. */
  changed(customerId: string): void;
  tell(customerId: string, event: "payment" | "notice", data: unknown): void;
  /** Starts with the account as it is and what came after `lastEventId`, then goes on until the signal fires. */
  watch(customerId: string, signal: AbortSignal, lastEventId?: string): AsyncIterable<LiveEvent>;
  watchers(): number;
};

const coalesceMs = 100;
/** A service that does not answer is not asked ten times a second for each watcher. */
const patienceMs = 2_000;
const remembered = 2_000;

/**
 * What watching customers are told. Many changes within a moment are one reading of the account; payments and notices are kept for
 * a while, so that a phone which lost its connection misses none. `epoch` sets ids of this process apart from those of another.
 */
export function liveView({
  readAccount,
  epoch,
}: {
  readAccount: (customerId: string, signal?: AbortSignal) => Promise<AccountView | undefined>;
  epoch: string;
}): LiveView {
  const watching = new Map<string, Set<(event: LiveEvent) => void>>();
  const pending = new Map<string, NodeJS.Timeout>();
  const recent: { customerId: string; number: number; event: LiveEvent }[] = [];
  let last = 0;

  const event = (name: LiveEvent["event"], data: unknown, number: number): LiveEvent => ({
    id: `${epoch}-${number}`,
    event: name,
    data,
  });
  const numberOf = ({ id }: LiveEvent) => Number(id.slice(epoch.length + 1));
  const next = (name: LiveEvent["event"], data: unknown) => event(name, data, ++last);
  const send = (customerId: string, event: LiveEvent) => {
    for (const deliver of watching.get(customerId) ?? []) deliver(event);
  };
  const missedBy = (customerId: string, lastEventId: string | undefined) => {
    if (!lastEventId?.startsWith(`${epoch}-`)) return [];
    const after = Number(lastEventId.slice(epoch.length + 1));
    return recent.filter((past) => past.customerId === customerId && past.number > after).map((past) => past.event);
  };

  async function sendAccount(customerId: string) {
    pending.delete(customerId);
    if (!watching.has(customerId)) return;
    const account = await readAccount(customerId);
    if (account) send(customerId, next("account", account));
  }

  function later(customerId: string, afterMs: number) {
    if (!watching.has(customerId) || pending.has(customerId)) return;
    const tryNow = () => void sendAccount(customerId).catch(() => later(customerId, patienceMs));
    pending.set(customerId, setTimeout(tryNow, afterMs).unref());
  }

  return {
    accountOf: readAccount,
    changed(customerId) {
      later(customerId, coalesceMs);
    },
    tell(customerId, event, data) {
      const told = next(event, data);
      recent.push({ customerId, number: last, event: told });
      if (recent.length > remembered) recent.splice(0, recent.length - remembered);
      send(customerId, told);
    },
    async *watch(customerId, signal, lastEventId) {
      const queue: LiveEvent[] = missedBy(customerId, lastEventId);
      let wake = () => {};
      const deliver = (event: LiveEvent) => {
        queue.push(event);
        wake();
      };
      const stop = () => wake();
      const all = watching.get(customerId) ?? new Set();
      watching.set(customerId, all.add(deliver));
      signal.addEventListener("abort", stop);
      try {
        const account = await readAccount(customerId);
        // Its id is of before what waits to be told: a connection that breaks right after it misses nothing of that.
        const waiting = queue[0] && numberOf(queue[0]);
        if (account) yield waiting === undefined ? next("account", account) : event("account", account, waiting - 1);
        while (!signal.aborted) {
          const told = queue.shift();
          if (told) yield told;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        signal.removeEventListener("abort", stop);
        all.delete(deliver);
        if (all.size === 0 && watching.get(customerId) === all) watching.delete(customerId);
      }
    },
    watchers: () => [...watching.values()].reduce((sum, set) => sum + set.size, 0),
  };
}
