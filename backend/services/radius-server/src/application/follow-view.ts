import type { LocalView, NasEntry, Policy } from "#application/local-view";
import type { SealedSubscriber } from "#application/subscriber-table";

/** The stored rows behind the view. */
export type ViewRows = {
  /** `batchRows` of them after this customer, in the order of ids; fewer are the last ones. */
  readBatch(after: string): Promise<readonly SealedSubscriber[]>;
  readonly batchRows: number;
  read(customerIds: readonly string[]): Promise<readonly SealedSubscriber[]>;
  /** Whoever has this username or this device. */
  find(login: { username: string; mac: string | undefined }): Promise<SealedSubscriber | undefined>;
  /** The store's own clock, a little back: what is committed after now has a later time. */
  now(): Promise<Date>;
  readChangedSince(since: Date): Promise<readonly SealedSubscriber[]>;
  readPolicy(): Promise<Policy>;
  readNas(kinds: Policy["kinds"]): Promise<readonly NasEntry[]>;
};

export type ViewChange =
  | { kind: "subscriber"; customerId: string }
  | { kind: "nas" }
  | { kind: "policy" }
  | { kind: "unknown" };

export type ViewFollower = {
  changed(change: ViewChange): void;
  /** Reads the policy and the routers again, for whoever has just written them. */
  readAgain(): Promise<void>;
  /** Ends when every subscriber has been read once. */
  readonly whole: Promise<void>;
  close(): void;
};

/**
 * Keeps the view like the rows, whoever writes them: each change that is heard of is read again, those of a moment together. What was
 * not heard (the connection was gone) is found by the time of change. Returns when policy and routers are there; subscribers come in batches
 * after that, and who logs in meanwhile is looked up (application/find-subscriber).
 */
export async function followView(deps: {
  view: LocalView;
  rows: ViewRows;
  everyMs: number;
  pause: (ms: number) => Promise<void>;
  failed: (error: unknown) => void;
  recovered: () => void;
  policyChanged: () => void;
}): Promise<ViewFollower> {
  const { view, rows } = deps;
  let reading: Promise<unknown> = Promise.resolve();
  let since = await rows.now();
  await readPolicyAndNas();

  let subscribers = new Set<string>();
  let nasChanged = false;
  let policyChanged = false;
  let allChanged = false;
  let running: Promise<void> | undefined;
  let closed = false;
  let failing = false;
  const timer = setInterval(() => {
    allChanged = true;
    start();
  }, deps.everyMs);
  timer.unref();
  const whole = readAllSubscribers();

  /** One read after the other: one that began earlier and ends later would put back what was there before. */
  function inTurn(read: () => Promise<void>): Promise<void> {
    const done = reading.then(read);
    // Whoever asked is told of a failure; the next one goes on.
    reading = done.catch(() => undefined);
    return done;
  }

  async function readNas(): Promise<void> {
    view.replaceNas(await rows.readNas(view.policy().kinds));
  }

  function readPolicyAndNas(): Promise<void> {
    return inTurn(async () => {
      view.replacePolicy(await rows.readPolicy());
      await readNas();
    });
  }

  async function readAllSubscribers(): Promise<void> {
    for (let after = ""; !closed; ) {
      let batch: readonly SealedSubscriber[];
      try {
        batch = await rows.readBatch(after);
        tellRecovered();
      } catch (error) {
        tellFailed(error);
        await deps.pause(retryMs);
        continue;
      }
      view.putSubscribers(batch);
      const last = batch.at(-1);
      if (last === undefined || batch.length < rows.batchRows) break;
      after = last.customerId;
      // Logins first.
      await deps.pause(0);
    }
    if (closed) return;
    view.whole();
    // A batch may have been read before a change that was heard of and applied while it was on its way.
    allChanged = true;
    start();
  }

  function start(): void {
    if (closed || running) return;
    running = readChanges().finally(() => {
      running = undefined;
      if (!failing && (subscribers.size > 0 || nasChanged || policyChanged || allChanged)) start();
    });
  }

  async function readChanges(): Promise<void> {
    const ids = subscribers;
    const [nas, policy, all] = [nasChanged, policyChanged, allChanged];
    subscribers = new Set();
    nasChanged = policyChanged = allChanged = false;
    try {
      if (ids.size > 0) await readSubscribers([...ids]);
      if (policy || all) await readPolicyAndNas();
      else if (nas) await inTurn(readNas);
      if (policy) deps.policyChanged();
      if (all && view.isWhole()) {
        const until = await rows.now();
        view.putSubscribers(await rows.readChangedSince(since));
        since = until;
      }
      tellRecovered();
    } catch (error) {
      // Until the next try the view answers with what it knew.
      for (const id of ids) subscribers.add(id);
      nasChanged ||= nas;
      policyChanged ||= policy;
      allChanged ||= all;
      tellFailed(error);
      if (!closed) setTimeout(start, retryMs).unref();
    }
  }

  async function readSubscribers(ids: readonly string[]): Promise<void> {
    const found = await rows.read(ids);
    view.putSubscribers(found);
    if (found.length === ids.length) return;
    const known = new Set(found.map(({ customerId }) => customerId));
    view.removeSubscribers(ids.filter((id) => !known.has(id)));
  }

  function tellFailed(error: unknown): void {
    if (!failing) deps.failed(error);
    failing = true;
  }

  function tellRecovered(): void {
    if (failing) deps.recovered();
    failing = false;
  }

  return {
    whole,
    readAgain: readPolicyAndNas,
    changed(change) {
      if (change.kind === "subscriber") subscribers.add(change.customerId);
      else if (change.kind === "nas") nasChanged = true;
      else if (change.kind === "policy") policyChanged = true;
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
