/** Another process of this service, and where it listens for what only it can answer. */
export type ProcessPeer = { readonly processId: string; readonly inbox: string };

export type ProcessStore = {
  /** This process is there; the others that were lately. */
  announce(processId: string, inbox: string | undefined): Promise<readonly ProcessPeer[]>;
  /** What processes left behind that were not heard of for so long: their stocks of addresses, but not what is in use. */
  tidy(silentHours: number): Promise<void>;
  leave(processId: string): Promise<void>;
};

export type ProcessRegistry = {
  refresh(): Promise<void>;
  peer(tag: string): ProcessPeer | undefined;
  /** Looks again for one that has only just started; not more often than each half second, whoever asks. */
  find(tag: string): Promise<ProcessPeer | undefined>;
  close(): Promise<void>;
};

/** Processes know each other through the store; one that is not there for a moment is still known. */
export function openProcessRegistry(deps: {
  store: ProcessStore;
  processId: string;
  inbox: () => string | undefined;
  tagOf: (processId: string) => string;
  nowMs: () => number;
  pause: (ms: number) => Promise<void>;
}): ProcessRegistry {
  let peers = new Map<string, ProcessPeer>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  async function lookSoon(): Promise<void> {
    await deps.pause(Math.max(0, lookedAtMs + lookAgainMs - deps.nowMs()));
    await look().catch(() => undefined);
  }

  async function look(): Promise<void> {
    lookedAtMs = deps.nowMs();
    const there = await deps.store.announce(deps.processId, deps.inbox());
    peers = new Map(there.map((peer) => [deps.tagOf(peer.processId), peer]));
  }

  return {
    async refresh() {
      await look();
      await deps.store.tidy(tidyAfterHours);
    },
    peer: (tag) => peers.get(tag),
    async find(tag) {
      looking ??= lookSoon().finally(() => {
        looking = undefined;
      });
      await looking;
      return peers.get(tag);
    },
    close: () => deps.store.leave(deps.processId),
  };
}

const tidyAfterHours = 1;
const lookAgainMs = 500;
