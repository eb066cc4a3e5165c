import type { LocalView, NasEntry } from "#application/local-view";
import type { Subscriber } from "#domain/subscriber";

/** The stored rows behind the view. */
export type ViewRows = {
  /** All subscribers in batches, and the moment (by the store's clock) from which changes have to be read afterwards. */
  readAll(take: (subscribers: readonly Subscriber[]) => void): Promise<Date>;
  read(customerIds: readonly string[]): Promise<readonly Subscriber[]>;
  readChangedSince(since: Date): Promise<{ subscribers: readonly Subscriber[]; until: Date }>;
  readNas(): Promise<readonly NasEntry[]>;
};

export type ViewChange = { kind: "subscriber"; customerId: string } | { kind: "nas" } | { kind: "unknown" };

export type ViewFollower = { changed(change: ViewChange): void; close(): void };

/**
 * Keeps the view like the rows, whoever writes them: each change that is heard of is read again, those of a moment together. What was
 * not heard (the connection was gone) is found by the time of change.
 */
export async function followView(deps: {
  view: LocalView;
  rows: ViewRows;
  everyMs: number;
  failed: (error: unknown) => void;
  recovered: () => void;
}): Promise<ViewFollower> {
  const { view, rows } = deps;
  let since = await rows.readAll((subscribers) => view.putSubscribers(subscribers));
  view.replaceNas(await rows.readNas());

  let subscribers = new Set<string>();
  let nasChanged = false;
  let allChanged = false;
  let running: Promise<void> | undefined;
  let closed = false;
  let failing = false;
  const timer = setInterval(() => {
    allChanged = true;
    start();
  }, deps.everyMs);
  timer.unref();

  function start(): void {
    if (closed || running) return;
    running = readAgain().finally(() => {
      running = undefined;
      if (!failing && (subscribers.size > 0 || nasChanged || allChanged)) start();
    });
  }

  async function readAgain(): Promise<void> {
    const ids = subscribers;
    const [nas, all] = [nasChanged || allChanged, allChanged];
    subscribers = new Set();
    nasChanged = allChanged = false;
    try {
      if (ids.size > 0) view.putSubscribers(await rows.read([...ids]));
      if (nas) view.replaceNas(await rows.readNas());
      if (all) {
        const changes = await rows.readChangedSince(since);
        view.putSubscribers(changes.subscribers);
        since = changes.until;
      }
      if (failing) deps.recovered();
      failing = false;
    } catch (error) {
      // Until the next try the view answers with what it knew.
      for (const id of ids) subscribers.add(id);
      nasChanged ||= nas;
      allChanged ||= all;
      if (!failing) deps.failed(error);
      failing = true;
      if (!closed) setTimeout(start, retryMs).unref();
    }
  }

  return {
    changed(change) {
      if (change.kind === "subscriber") subscribers.add(change.customerId);
      else if (change.kind === "nas") nasChanged = true;
      else allChanged = true;
      start();
    },
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

const retryMs = 1_000;
