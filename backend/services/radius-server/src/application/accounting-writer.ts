import type { Result } from "@beacom/result";
import { draftBatch, type SessionChange, type Work } from "#application/accounting-batch";
import { keyOf, type SessionKey, type SessionTable } from "#application/session-table";
import type { Report } from "#domain/report";
import type { Opening, Session } from "#domain/session";

export type SessionStore = {
  /** The newest sessions under each key. */
  readByKeys(keys: readonly SessionKey[]): Promise<readonly Session[]>;
  /** Of one router of a network when `nasSource` is given. */
  readOpenOfNas(nasId: string, nasSource: string | undefined): Promise<readonly Session[]>;
  /** One transaction, all or nothing: sessions, records, events. Refuses when somebody else has written one of the sessions. */
  write(batch: {
    changes: readonly SessionChange[];
    records: readonly { sessionId: string; report: Report }[];
  }): Promise<Result<void, { kind: "moved"; sessionIds: ReadonlySet<string> }>>;
  quarantine(work: Work, reason: string): Promise<void>;
  /** Whether the database refused what was in the data, so that trying again would fail again. */
  refusedData(error: unknown): boolean;
};

export type AccountingWriter = {
  /** False when the queue is full: then nobody acknowledges, and the NAS tries again. */
  submit(work: Work): boolean;
  queued(): number;
  close(): Promise<void>;
};

export type WriterEvents = {
  batchWritten(works: number, seconds: number): void;
  quarantined(error: unknown): void;
  failed(error: unknown): void;
  recovered(): void;
  /** After the commit. */
  sessionsWritten(sessions: readonly Session[]): void;
};

/**
 * Group commit: what comes in while one batch is being committed becomes the next batch. One batch at a time, so a session's reports are
 * written in their order. While the database is away the queue waits, nothing is acknowledged, and the first commit that works goes on.
 */
export function openAccountingWriter(deps: {
  store: SessionStore;
  table: SessionTable;
  openingOf: (report: Report) => Opening;
  events: WriterEvents;
  mostQueued: number;
  mostInBatch: number;
  pause: (ms: number) => Promise<void>;
  nowMs: () => number;
}): AccountingWriter {
  const { store, table, events } = deps;
  let queue: Work[] = [];
  let running: Promise<void> | undefined;
  const closing = new AbortController();
  let failures = 0;
  const committed: (readonly Work[])[] = [];
  let acknowledging: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (queue.length > 0 && !closing.signal.aborted) {
      const works = queue.length > deps.mostInBatch ? queue.splice(0, deps.mostInBatch) : queue;
      if (works === queue) queue = [];
      const startedMs = deps.nowMs();
      const left = await tryCommit(works);
      if (left.length > 0) {
        queue = left.concat(queue);
        await deps.pause(Math.min(1_000, 50 * 2 ** failures));
        continue;
      }
      events.batchWritten(works.length, (deps.nowMs() - startedMs) / 1000);
    }
  }

  /** What is left was not written, for no fault of its own. */
  async function tryCommit(works: readonly Work[]): Promise<readonly Work[]> {
    try {
      await commit(works);
      if (failures > 0) events.recovered();
      failures = 0;
      return [];
    } catch (error) {
      if (store.refusedData(error)) return isolate(works, error);
      if (failures++ === 0) events.failed(error);
      return works;
    }
  }

  /** Halves the batch until the one that the database refuses stands alone. */
  async function isolate(works: readonly Work[], error: unknown): Promise<readonly Work[]> {
    const [only] = works;
    if (works.length === 1 && only) return (await quarantine(only, error)) ? [] : works;
    const middle = works.length >> 1;
    const left = await tryCommit(works.slice(0, middle));
    return left.length > 0 ? [...left, ...works.slice(middle)] : tryCommit(works.slice(middle));
  }

  async function quarantine(work: Work, error: unknown): Promise<boolean> {
    try {
      await store.quarantine(work, error instanceof Error ? error.message : String(error));
    } catch (unreachable) {
      if (failures++ === 0) events.failed(unreachable);
      return false;
    }
    events.quarantined(error);
    work.done("aside");
    return true;
  }

  async function commit(works: readonly Work[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const openAt = await readMissing(works);
      const draft = draftBatch(works, table, deps.openingOf, openAt);
      const written = draft.changes.length > 0 ? await store.write(draft) : undefined;
      if (written && !written.ok) {
        // Another process follows these sessions too: read again what it wrote, and follow the batch over that.
        if (attempt === mostAttempts) throw new Error("sessions are written by others all the time");
        for (const { session } of draft.changes) {
          if (written.error.sessionIds.has(session.sessionId)) table.forget(keyOf(session));
        }
        continue;
      }
      draft.adopt();
      const broken = new Map(draft.broken.map(({ work, reason }) => [work, reason]));
      committed.push(broken.size === 0 ? works : works.filter((work) => !broken.has(work)));
      acknowledging ??= acknowledge();
      if (draft.changes.length > 0) events.sessionsWritten(draft.changes.map(({ session }) => session));
      for (const [work, reason] of broken) if (!(await quarantine(work, reason))) queue.unshift(work);
      return;
    }
  }

  /** A turn later: the next batch goes to the database first, which then works while replies are sent. */
  async function acknowledge(): Promise<void> {
    await deps.pause(0);
    acknowledging = undefined;
    for (const works of committed.splice(0)) for (const work of works) work.done();
  }

  /** The keys of what is open where a NAS restarted. */
  async function readMissing(works: readonly Work[]): Promise<ReadonlyMap<Work, readonly string[]>> {
    const openAt = new Map<Work, readonly string[]>();
    const missing = new Map<string, SessionKey>();
    const want = (of: SessionKey): void => {
      const key = keyOf(of);
      if (table.get(key) === undefined) missing.set(key, of);
    };
    for (const work of works) {
      if (work.kind === "report") want(work.report);
      else if (work.kind === "end") want(work.of);
      else {
        const open = await store.readOpenOfNas(work.nasId, work.nasSource);
        openAt.set(work, open.map(keyOf));
        for (const session of open) {
          const known = table.get(keyOf(session))?.find(({ sessionId }) => sessionId === session.sessionId);
          // Another process may have begun it, or gone on with it.
          if (known?.revision !== session.revision) missing.set(keyOf(session), session);
        }
      }
    }
    if (missing.size === 0) return openAt;
    const found = new Map<string, Session[]>();
    for (const session of await store.readByKeys([...missing.values()])) {
      const key = keyOf(session);
      found.set(key, [...(found.get(key) ?? []), session]);
    }
    for (const key of missing.keys()) table.set(key, found.get(key) ?? []);
    return openAt;
  }

  return {
    submit(work) {
      if (closing.signal.aborted || queue.length >= deps.mostQueued) return false;
      queue.push(work);
      running ??= start();
      return true;
    },
    queued: () => queue.length,
    async close() {
      closing.abort();
      await running;
      await acknowledging;
    },
  };

  /** A turn of the event loop later, so that all datagrams of this turn are in the first batch. */
  async function start(): Promise<void> {
    await deps.pause(0);
    await run();
    running = undefined;
    if (queue.length > 0 && !closing.signal.aborted) running = start();
  }
}

const mostAttempts = 10;
