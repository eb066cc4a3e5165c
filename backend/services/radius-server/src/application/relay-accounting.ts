import type { Realm } from "#domain/realm";

export type RelayedReport = {
  readonly realm: string;
  /** Reports of one session go one after the other. */
  readonly sessionKey: string;
  readonly receivedAt: Date;
  /** As the NAS sent them, in the packet's own octets. */
  readonly attributes: Uint8Array;
};

export type WaitingReport = RelayedReport & { readonly id: bigint; readonly attempts: number };

export type RelayStore = {
  /** All of them in one statement, durable when it returns. */
  add(reports: readonly RelayedReport[]): Promise<void>;
  /** Reports that are due, the first of each session, leased to the caller. */
  claim(most: number): Promise<readonly WaitingReport[]>;
  delivered(ids: readonly bigint[]): Promise<void>;
  failed(ids: readonly bigint[], nextTryAt: Date): Promise<void>;
  waiting(): Promise<number>;
};

/** What came of one: `gone` when its realm or all its servers were removed. */
export type Delivery = "delivered" | "no-answer" | "gone";

export type AccountingRelay = {
  /** `done` acknowledges it, after the commit and never before. */
  submit(report: RelayedReport, done: () => void): boolean;
  wake(): void;
  close(): Promise<void>;
};

/**
 * Takes reports for other operators in, and passes them on until their servers have acknowledged them: the NAS is answered when a report is
 * stored, so that neither a silent partner nor a restart of ours loses one.
 */
export function openAccountingRelay(deps: {
  store: RelayStore;
  realm: (name: string) => Realm | undefined;
  deliver: (report: WaitingReport, realm: Realm) => Promise<Delivery>;
  clock: () => Date;
  pause: (ms: number) => Promise<void>;
  mostQueued: number;
  mostUnderWay: number;
  everyMs: number;
  failed: (error: unknown) => void;
  recovered: () => void;
  delivered: (delivery: Delivery) => void;
}): AccountingRelay {
  let queue: { report: RelayedReport; done: () => void }[] = [];
  let writing: Promise<void> | undefined;
  let delivering: Promise<void> | undefined;
  let again = false;
  let failing = false;
  const closing = new AbortController();
  const timer = setInterval(wake, deps.everyMs);
  timer.unref();

  function tell(error: unknown): void {
    if (!failing) deps.failed(error);
    failing = true;
  }

  async function write(): Promise<void> {
    await deps.pause(0);
    for (let failures = 0; queue.length > 0 && !closing.signal.aborted; ) {
      const batch = queue.splice(0, 500);
      try {
        await deps.store.add(batch.map(({ report }) => report));
        failures = 0;
        if (failing) deps.recovered();
        failing = false;
        for (const { done } of batch) done();
      } catch (error) {
        tell(error);
        queue = batch.concat(queue);
        await deps.pause(Math.min(1_000, 50 * 2 ** failures++));
      }
    }
    writing = undefined;
    if (queue.length > 0 && !closing.signal.aborted) writing = write();
  }

  function wake(): void {
    again = true;
    delivering ??= deliver().finally(() => {
      delivering = undefined;
      if (again && !closing.signal.aborted) wake();
    });
  }

  async function deliver(): Promise<void> {
    while (again && !closing.signal.aborted) {
      again = false;
      try {
        const claimed = await deps.store.claim(deps.mostUnderWay);
        if (claimed.length === 0) return;
        const outcomes = await Promise.all(claimed.map(passOn));
        // The next report of each session is due when this one is gone.
        if (outcomes.some((outcome) => outcome !== "no-answer")) again = true;
      } catch (error) {
        tell(error);
        await deps.pause(1_000);
      }
    }
  }

  async function passOn(report: WaitingReport): Promise<Delivery> {
    const realm = deps.realm(report.realm);
    const outcome = realm === undefined || realm.homeServers.length === 0 ? "gone" : await deps.deliver(report, realm);
    deps.delivered(outcome);
    if (outcome === "no-answer") {
      const waitSeconds = Math.min(300, 2 ** Math.min(report.attempts, 9));
      await deps.store.failed([report.id], new Date(deps.clock().getTime() + waitSeconds * 1000));
    } else await deps.store.delivered([report.id]);
    return outcome;
  }

  return {
    submit(report, done) {
      if (closing.signal.aborted || queue.length >= deps.mostQueued) return false;
      queue.push({ report, done });
      writing ??= write();
      return true;
    },
    wake,
    async close() {
      closing.abort();
      clearInterval(timer);
      await Promise.allSettled([writing, delivering]);
    },
  };
}
